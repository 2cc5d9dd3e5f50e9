package dev.sampan.runtime;

import dev.sampan.unit.DataSize;
import java.time.Duration;

/**
 * What a control group uses, as the kernel counts it.
 *
 * @param cpu processor time since it was made
 * @param memory memory without the page cache that can be dropped at once
 * @param pids processes and threads
 */
public record CgroupUsage(Duration cpu, DataSize memory, int pids) {}
