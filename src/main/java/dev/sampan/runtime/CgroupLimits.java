package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * What a control group may use; empty is unlimited.
 *
 * @param cpu processor time
 * @param cpuWeight its part of a busy processor, 1 to 10,000; empty is the kernel's own, 100
 * @param cpuset the processors that it may run on
 * @param memory memory
 * @param swap swap beyond the memory
 * @param memoryHigh from where on its memory is reclaimed; control groups v1 do that only when the machine is short of it
 * @param memoryReserved memory that is left to it when the machine is short of it
 * @param pids processes and threads
 * @param io reads and writes of disks
 */
public record CgroupLimits(
        Optional<CpuCount> cpu,
        Optional<Integer> cpuWeight,
        Optional<CpuSet> cpuset,
        Optional<DataSize> memory,
        Optional<DataSize> swap,
        Optional<DataSize> memoryHigh,
        Optional<DataSize> memoryReserved,
        Optional<Integer> pids,
        IoLimits io) {

    /** Limits of processor time, memory without any swap, and processes. */
    public CgroupLimits(Optional<CpuCount> cpu, Optional<DataSize> memory, Optional<Integer> pids) {
        this(
                cpu,
                Optional.empty(),
                Optional.empty(),
                memory,
                memory.map(_ -> DataSize.ofBytes(0)),
                Optional.empty(),
                Optional.empty(),
                pids,
                IoLimits.NONE);
    }

    /** What the kernel has to be told in control groups v1: the two together; empty when either is unlimited. */
    Optional<DataSize> memoryAndSwap() {
        return memory.flatMap(
                most ->
                        swap.map(
                                more ->
                                        DataSize.ofBytes(
                                                Math.addExact(most.bytes(), more.bytes()))));
    }
}
