package dev.sampan.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces of its own for everything, the UID block, and what of /proc and /sys is hidden. */
final class NamespacesRule implements SpecRule {

    private static final int IDS = 65_536;

    private static final List<String> NAMESPACES =
            List.of("user", "pid", "mount", "ipc", "uts", "cgroup", "network");

    private static final List<String> MASKED =
            List.of(
                    "/proc/acpi",
                    "/proc/asound",
                    "/proc/interrupts",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/sys/devices/virtual/powercap",
                    "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of(
                    "/proc/bus",
                    "/proc/fs",
                    "/proc/irq",
                    "/proc/sys",
                    "/proc/sysrq-trigger",
                    // In the first version a folder in memory that holds the trees, itself
                    // writable.
                    "/sys/fs/cgroup");

    private static final int LONGEST_HOST_NAME = 63;

    private final List<String> masked;

    /**
     * A rule.
     *
     * @param more paths of this machine to hide beside the usual ones
     */
    NamespacesRule(List<String> more) {
        masked = Stream.concat(MASKED.stream(), more.stream()).toList();
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        config.put("hostname", hostName(wanted.id()));
        ObjectNode linux = config.putObject("linux");
        ArrayNode namespaces = linux.putArray("namespaces");
        for (String type : NAMESPACES) {
            ObjectNode namespace = namespaces.addObject().put("type", type);
            prepared(type, wanted).ifPresent(path -> namespace.put("path", path.toString()));
        }
        for (String mapping : List.of("uidMappings", "gidMappings")) {
            linux.putArray(mapping)
                    .addObject()
                    .put("containerID", 0)
                    .put("hostID", wanted.firstUid())
                    .put("size", IDS);
        }
        // An unprivileged program may listen on port 80 of its own network.
        linux.putObject("sysctl").put("net.ipv4.ip_unprivileged_port_start", "0");
        ArrayNode hidden = linux.putArray("maskedPaths");
        masked.forEach(hidden::add);
        ArrayNode readOnly = linux.putArray("readonlyPaths");
        READ_ONLY.forEach(readOnly::add);
    }

    private static Optional<Path> prepared(String type, ProcessSpec wanted) {
        return switch (type) {
            case "user" -> wanted.prepared().map(ProcessSpec.Namespaces::user);
            case "network" -> wanted.prepared().map(ProcessSpec.Namespaces::network);
            default -> Optional.empty();
        };
    }

    /** The id, as far as it can be a host name. */
    static String hostName(String id) {
        String name = id.replaceAll("[^a-zA-Z0-9-]", "-");
        return name.length() <= LONGEST_HOST_NAME ? name : name.substring(0, LONGEST_HOST_NAME);
    }
}
