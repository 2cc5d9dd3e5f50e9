package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * Limits as files of control groups v2.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control group v2</a>
 */
final class SecondVersionLimits {

    private static final String NONE = "max";

    private final Cgroup group;

    SecondVersionLimits(Cgroup group) {
        this.group = group;
    }

    void write(CgroupLimits limits) {
        processors(group, limits.cpu());
        group.writeWanted("cpu", "cpu.weight", limits.cpuWeight().map(Object::toString), "100");
        pin(group, limits.cpuset());
        group.writeWanted("memory", "memory.low", limits.memoryReserved().map(Cgroup::bytes), "0");
        group.writeWanted("memory", "memory.high", limits.memoryHigh().map(Cgroup::bytes), NONE);
        group.write("memory", "memory.swap.max", limits.swap().map(Cgroup::bytes).orElse(NONE));
        group.write("memory", "memory.max", limits.memory().map(Cgroup::bytes).orElse(NONE));
        IoLimits io = limits.io();
        for (IoLimits.Device device : io.devices()) {
            String line =
                    "%s rbps=%s wbps=%s riops=%s wiops=%s"
                            .formatted(
                                    device,
                                    text(io.readBytes().map(DataSize::bytes)),
                                    text(io.writeBytes().map(DataSize::bytes)),
                                    text(io.readOperations()),
                                    text(io.writeOperations()));
            group.writeWanted(
                    "io", "io.max", io.isUnlimited() ? Optional.empty() : Optional.of(line), line);
        }
    }

    static void processors(Cgroup group, Optional<CpuCount> most) {
        group.write(
                "cpu",
                "cpu.max",
                most.map(Cgroup::quotaMicros).map(Object::toString).orElse(NONE)
                        + " "
                        + Cgroup.PERIOD_MICROS);
    }

    static void pin(Cgroup group, Optional<CpuSet> processors) {
        // Nothing at all would not reach the kernel; an empty line does.
        group.writeWanted("cpuset", "cpuset.cpus", processors.map(Object::toString), "\n");
    }

    private static String text(Optional<Long> most) {
        return most.map(Object::toString).orElse(NONE);
    }
}
