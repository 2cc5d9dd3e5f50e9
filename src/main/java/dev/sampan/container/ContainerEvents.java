package dev.sampan.container;

import java.time.Duration;

/**
 * How often a container has come up against its limits since it was started.
 *
 * @param outOfMemoryKills processes that the kernel killed for want of memory
 * @param refusedProcesses processes and threads that could not be started
 * @param throttled how long its processors waited in all, because its share of them was used up
 * @param dropped packets that did not get through
 */
public record ContainerEvents(
        long outOfMemoryKills, long refusedProcesses, Duration throttled, DroppedPackets dropped) {

    /** Without a packet that was dropped. */
    public ContainerEvents(long outOfMemoryKills, long refusedProcesses, Duration throttled) {
        this(outOfMemoryKills, refusedProcesses, throttled, DroppedPackets.NONE);
    }
}
