package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.time.Duration;

/**
 * What a container uses at this moment, as the kernel counts it.
 *
 * @param cpu processor time since its start
 * @param memory memory, without the page cache that can be dropped
 * @param pids processes and threads
 * @param receivedBytes bytes that came to it over the network
 * @param sentBytes bytes that it sent
 */
public record ContainerUsage(
        Duration cpu, DataSize memory, int pids, long receivedBytes, long sentBytes) {}
