package dev.sampan.runtime;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The program: arguments, environment, user, capabilities, resource limits; nothing that could gain privileges. */
final class ProcessRule implements SpecRule {

    private static final List<String> SETS =
            List.of("bounding", "effective", "inheritable", "permitted", "ambient");

    /** What apt, dpkg and their scripts use, all of it inside the container's own user namespace only. */
    private static final List<String> INSTALL =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETPCAP",
                    "CAP_SETFCAP",
                    "CAP_SYS_CHROOT");

    /** What servers use that start as root and go on as another user; none of these reaches outside the container. */
    private static final List<String> USERS =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_NET_BIND_SERVICE");

    /** What buildah uses beside that. The user namespace is the container's, so it administers nothing else. */
    private static final List<String> BUILD =
            Stream.concat(INSTALL.stream(), Stream.of("CAP_SYS_ADMIN")).toList();

    private static final int USUAL_OPEN_FILES = 1024;
    private static final int UMASK = 0022;

    private final int oomScoreAdjustment;
    private final long openFiles;

    /**
     * A rule.
     *
     * @param openFiles the hard limit, not above that of this process, which the runtime could not raise
     */
    ProcessRule(int oomScoreAdjustment, long openFiles) {
        this.oomScoreAdjustment = oomScoreAdjustment;
        this.openFiles = openFiles;
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        ObjectNode process = config.putObject("process");
        process.put("terminal", false);
        process.put("cwd", wanted.workingDirectory());
        process.put("noNewPrivileges", true);
        process.put("oomScoreAdj", oomScoreAdjustment);
        process.putObject("user")
                .put("uid", wanted.uid())
                .put("gid", wanted.gid())
                .put("umask", UMASK);
        ArrayNode arguments = process.putArray("args");
        wanted.arguments().forEach(arguments::add);
        ArrayNode env = process.putArray("env");
        wanted.env().forEach((name, value) -> env.add(name + "=" + value));
        capabilities(process, wanted);
        ArrayNode limits = process.putArray("rlimits");
        limit(limits, "RLIMIT_NOFILE", Math.min(USUAL_OPEN_FILES, openFiles), openFiles);
        limit(limits, "RLIMIT_CORE", 0, 0);
    }

    /** Inheritable and ambient ones stay empty: they would survive a change of user or program. */
    private static void capabilities(ObjectNode process, ProcessSpec wanted) {
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : SETS) {
            ArrayNode names = capabilities.putArray(set);
            if (!set.equals("inheritable") && !set.equals("ambient")) {
                names(wanted.capabilities()).forEach(names::add);
            }
        }
    }

    private static List<String> names(ProcessSpec.Capabilities capabilities) {
        return switch (capabilities) {
            case NONE -> List.of();
            case USERS -> USERS;
            case INSTALL -> INSTALL;
            case BUILD -> BUILD;
        };
    }

    private static void limit(ArrayNode limits, String type, long soft, long hard) {
        limits.addObject().put("type", type).put("soft", soft).put("hard", hard);
    }
}
