package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * Limits as files of control groups v1.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control groups version 1</a>
 */
final class FirstVersionLimits {

    /** The kernel's own, which a weight of 100 stands for. */
    private static final int SHARES_OF_ONE = 1024;

    private static final int LEAST_SHARES = 2;
    private static final int MOST_SHARES = 262_144;
    private static final String PLAIN = "memory.limit_in_bytes";
    private static final String WITH_SWAP = "memory.memsw.limit_in_bytes";

    private final Cgroup group;
    private final boolean limitsSwap;

    FirstVersionLimits(Cgroup group, boolean limitsSwap) {
        this.group = group;
        this.limitsSwap = limitsSwap;
    }

    static int shares(int weight) {
        return Math.clamp((long) weight * SHARES_OF_ONE / 100, LEAST_SHARES, MOST_SHARES);
    }

    /** The one mark that v1 has for reclaiming: the wish to hold memory low goes before the one to be left some. */
    static Optional<DataSize> softLimit(CgroupLimits limits) {
        return limits.memoryHigh().or(limits::memoryReserved);
    }

    void write(CgroupLimits limits) {
        processors(group, limits.cpu());
        group.writeWanted(
                "cpu",
                "cpu.shares",
                limits.cpuWeight().map(weight -> Integer.toString(shares(weight))),
                Integer.toString(SHARES_OF_ONE));
        pin(group, limits.cpuset());
        group.writeWanted(
                "memory", "memory.soft_limit_in_bytes", softLimit(limits).map(Cgroup::bytes), "-1");
        memory(
                limits.memory().map(Cgroup::bytes).orElse("-1"),
                limits.memoryAndSwap().map(Cgroup::bytes).orElse("-1"));
        for (IoLimits.Device device : limits.io().devices()) {
            io(device, "read_bps_device", limits.io().readBytes().map(DataSize::bytes));
            io(device, "write_bps_device", limits.io().writeBytes().map(DataSize::bytes));
            io(device, "read_iops_device", limits.io().readOperations());
            io(device, "write_iops_device", limits.io().writeOperations());
        }
    }

    static void processors(Cgroup group, Optional<CpuCount> most) {
        group.write(
                "cpu",
                "cpu.cfs_quota_us",
                most.map(Cgroup::quotaMicros).map(Object::toString).orElse("-1"));
    }

    static void pin(Cgroup group, Optional<CpuSet> processors) {
        processors
                .map(Object::toString)
                .or(() -> group.ofParent("cpuset", "cpuset.cpus"))
                .ifPresent(cpus -> group.write("cpuset", "cpuset.cpus", cpus));
    }

    /** Memory with swap may never be less than memory alone, so the order depends on the direction. */
    private void memory(String plain, String withSwap) {
        if (!limitsSwap) {
            group.write("memory", PLAIN, plain);
            return;
        }
        long now = group.number("memory", PLAIN).orElse(0);
        boolean raise = plain.equals("-1") || Long.parseLong(plain) > now;
        group.write("memory", raise ? WITH_SWAP : PLAIN, raise ? withSwap : plain);
        group.write("memory", raise ? PLAIN : WITH_SWAP, raise ? plain : withSwap);
    }

    private void io(IoLimits.Device device, String file, Optional<Long> most) {
        group.writeWanted(
                "blkio",
                "blkio.throttle." + file,
                most.map(value -> device + " " + value),
                device + " 0");
    }
}
