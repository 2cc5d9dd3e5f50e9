package dev.sampan.container;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * What a container may use of the machine; an empty value means unlimited, which someone has to ask for.
 *
 * @param cpu processor time
 * @param cpuWeight its part of a busy processor, 1 to 10,000, 100 by default
 * @param cpuset the processors that it may run on
 * @param memory memory
 * @param swap swap beyond the memory
 * @param memoryHigh from where on its memory is reclaimed
 * @param memoryReserved memory that is left to it when the machine is short of it
 * @param pids processes and threads
 * @param io reads and writes of disks
 * @param networkIngress bandwidth to the container
 * @param networkEgress bandwidth from the container
 */
public record ContainerLimits(
        Optional<CpuCount> cpu,
        Optional<Integer> cpuWeight,
        Optional<CpuSet> cpuset,
        Optional<DataSize> memory,
        Optional<DataSize> swap,
        Optional<DataSize> memoryHigh,
        Optional<DataSize> memoryReserved,
        Optional<Integer> pids,
        IoRates io,
        Optional<BitRate> networkIngress,
        Optional<BitRate> networkEgress) {

    /** The limits that matter most; there is no swap beyond the memory. */
    public ContainerLimits(
            Optional<CpuCount> cpu,
            Optional<DataSize> memory,
            Optional<Integer> pids,
            Optional<BitRate> networkIngress,
            Optional<BitRate> networkEgress) {
        this(
                cpu,
                Optional.empty(),
                Optional.empty(),
                memory,
                memory.map(_ -> DataSize.ofBytes(0)),
                Optional.empty(),
                Optional.empty(),
                pids,
                IoRates.UNLIMITED,
                networkIngress,
                networkEgress);
    }

    public static ContainerLimits of(CpuCount cpu, DataSize memory, int pids) {
        return new ContainerLimits(
                Optional.of(cpu),
                Optional.of(memory),
                Optional.of(pids),
                Optional.empty(),
                Optional.empty());
    }

    public ContainerLimits withCpu(Optional<CpuCount> processors) {
        return new ContainerLimits(
                processors,
                cpuWeight,
                cpuset,
                memory,
                swap,
                memoryHigh,
                memoryReserved,
                pids,
                io,
                networkIngress,
                networkEgress);
    }

    public ContainerLimits withIo(IoRates rates) {
        return new ContainerLimits(
                cpu,
                cpuWeight,
                cpuset,
                memory,
                swap,
                memoryHigh,
                memoryReserved,
                pids,
                rates,
                networkIngress,
                networkEgress);
    }
}
