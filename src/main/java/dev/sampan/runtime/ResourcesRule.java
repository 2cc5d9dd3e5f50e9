package dev.sampan.runtime;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The control group and its limits; no device but those that every container has. */
final class ResourcesRule implements SpecRule {

    private final CgroupHierarchy hierarchy;
    private final String parent;

    ResourcesRule(CgroupHierarchy hierarchy, String parent) {
        this.hierarchy = hierarchy;
        this.parent = parent;
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        ObjectNode linux = config.withObjectProperty("linux");
        linux.put("cgroupsPath", "/" + parent + "/" + wanted.id());
        ObjectNode resources = linux.putObject("resources");
        resources.putArray("devices").addObject().put("allow", false).put("access", "rwm");
        limit(resources, wanted.limits());
    }

    void limit(ObjectNode resources, CgroupLimits limits) {
        cpu(resources, limits);
        memory(resources, limits);
        limits.pids().ifPresent(pids -> resources.putObject("pids").put("limit", pids));
        io(resources, limits.io());
        if (hierarchy.unified()) {
            unified(resources.putObject("unified"), limits);
        }
    }

    private void cpu(ObjectNode resources, CgroupLimits limits) {
        ObjectNode node = resources.objectNode();
        limits.cpu()
                .ifPresent(
                        cpu ->
                                node.put("quota", Cgroup.quotaMicros(cpu))
                                        .put("period", Cgroup.PERIOD_MICROS));
        if (!hierarchy.unified()) {
            limits.cpuWeight()
                    .ifPresent(weight -> node.put("shares", FirstVersionLimits.shares(weight)));
        }
        limits.cpuset().ifPresent(cpus -> node.put("cpus", cpus.text()));
        setUnlessEmpty(resources, "cpu", node);
    }

    private void memory(ObjectNode resources, CgroupLimits limits) {
        ObjectNode node = resources.objectNode();
        limits.memory().ifPresent(memory -> node.put("limit", memory.bytes()));
        if (hierarchy.limitsSwap()) {
            limits.memoryAndSwap().ifPresent(both -> node.put("swap", both.bytes()));
        }
        if (!hierarchy.unified()) {
            FirstVersionLimits.softLimit(limits)
                    .ifPresent(soft -> node.put("reservation", soft.bytes()));
        }
        setUnlessEmpty(resources, "memory", node);
    }

    private static void io(ObjectNode resources, IoLimits io) {
        ObjectNode node = resources.objectNode();
        throttle(node, "throttleReadBpsDevice", io, io.readBytes().map(DataSize::bytes));
        throttle(node, "throttleWriteBpsDevice", io, io.writeBytes().map(DataSize::bytes));
        throttle(node, "throttleReadIOPSDevice", io, io.readOperations());
        throttle(node, "throttleWriteIOPSDevice", io, io.writeOperations());
        setUnlessEmpty(resources, "blockIO", node);
    }

    private static void throttle(ObjectNode node, String name, IoLimits io, Optional<Long> most) {
        if (most.isEmpty() || io.devices().isEmpty()) {
            return;
        }
        ArrayNode devices = node.putArray(name);
        for (IoLimits.Device device : io.devices()) {
            devices.addObject()
                    .put("major", device.major())
                    .put("minor", device.minor())
                    .put("rate", most.get());
        }
    }

    /** What the specification has no name for, or what runtimes would convert from v1 and lose. */
    private static void unified(ObjectNode unified, CgroupLimits limits) {
        unified.put("memory.oom.group", "1");
        limits.cpuWeight().ifPresent(weight -> unified.put("cpu.weight", weight.toString()));
        limits.memoryHigh().ifPresent(high -> unified.put("memory.high", Cgroup.bytes(high)));
        limits.memoryReserved().ifPresent(low -> unified.put("memory.low", Cgroup.bytes(low)));
    }

    private static void setUnlessEmpty(ObjectNode resources, String name, ObjectNode node) {
        if (!node.isEmpty()) {
            resources.set(name, node);
        }
    }
}
