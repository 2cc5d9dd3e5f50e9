package dev.sampan.runtime;

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
        CgroupLimits limits = wanted.limits();
        limits.cpu()
                .ifPresent(
                        cpu ->
                                resources
                                        .putObject("cpu")
                                        .put("quota", Cgroup.quotaMicros(cpu))
                                        .put("period", Cgroup.PERIOD_MICROS));
        limits.memory()
                .ifPresent(
                        memory -> {
                            ObjectNode node = resources.putObject("memory");
                            node.put("limit", memory.bytes());
                            if (hierarchy.limitsSwap()) {
                                node.put("swap", memory.bytes());
                            }
                        });
        limits.pids().ifPresent(pids -> resources.putObject("pids").put("limit", pids));
        if (hierarchy.unified()) {
            resources.putObject("unified").put("memory.oom.group", "1");
        }
    }
}
