package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * What a control group may use; empty is unlimited.
 *
 * @param cpu processor time
 * @param memory memory; there is no swap beyond it
 * @param pids processes and threads
 */
public record CgroupLimits(
        Optional<CpuCount> cpu, Optional<DataSize> memory, Optional<Integer> pids) {}
