package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.time.Duration;

/**
 * What a container has taken of the machine since its start, and how long it has waited for it.
 *
 * @param cpu processor time
 * @param memory memory that it uses now, without the page cache that can be dropped
 * @param ioBytes read from and written to the disk
 * @param waitedForCpu how long for a processor, but not for its own limit; it may fall by a little between two looks
 * @param waitedForIo how long for the disk, its own limit included
 * @param waitedForMemory how long for memory, its own limit included
 */
public record ContainerLoad(
        Duration cpu,
        DataSize memory,
        long ioBytes,
        Duration waitedForCpu,
        Duration waitedForIo,
        Duration waitedForMemory) {}
