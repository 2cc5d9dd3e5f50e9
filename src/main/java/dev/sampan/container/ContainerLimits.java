package dev.sampan.container;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * What a container may use of the machine; an empty value means unlimited, which someone has to ask for.
 *
 * @param cpu processor time
 * @param memory memory, swap included
 * @param pids processes and threads
 * @param networkIngress bandwidth to the container
 * @param networkEgress bandwidth from the container
 */
public record ContainerLimits(
        Optional<CpuCount> cpu,
        Optional<DataSize> memory,
        Optional<Integer> pids,
        Optional<BitRate> networkIngress,
        Optional<BitRate> networkEgress) {

    public static ContainerLimits of(CpuCount cpu, DataSize memory, int pids) {
        return new ContainerLimits(
                Optional.of(cpu),
                Optional.of(memory),
                Optional.of(pids),
                Optional.empty(),
                Optional.empty());
    }
}
