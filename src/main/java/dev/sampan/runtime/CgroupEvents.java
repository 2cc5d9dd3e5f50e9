package dev.sampan.runtime;

import java.time.Duration;

/**
 * How often a control group has come up against its limits since it was made.
 *
 * @param outOfMemoryKills processes that the kernel killed for want of memory
 * @param refusedProcesses processes and threads that could not be started
 * @param throttledPeriods periods of 100 ms in which all processor time was used up before their end
 * @param throttled how long its processors waited in all
 */
public record CgroupEvents(
        long outOfMemoryKills, long refusedProcesses, long throttledPeriods, Duration throttled) {}
