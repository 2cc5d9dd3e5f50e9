package dev.sampan.runtime;

import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a builder of images may call beyond the usual: it mounts, and makes mount and UTS namespaces, for the steps that it
 * runs. Namespaces of users, networks and processes stay out of reach, as do the newer calls for mounts.
 */
final class BuildSystemCalls {

    private static final Set<String> ALLOWED =
            Set.of("mount", "umount", "umount2", "pivot_root", "sethostname");

    private static final String ALLOW = "SCMP_ACT_ALLOW";

    /** The flags of clone(2) that make namespaces, without CLONE_NEWNS and CLONE_NEWUTS. */
    private static final long OTHER_NAMESPACES = 0x7a00_0000L;

    /** The same and CLONE_NEWTIME, which only unshare(2) takes. */
    private static final long OTHER_NAMESPACES_TO_UNSHARE = OTHER_NAMESPACES | 0x80L;

    private BuildSystemCalls() {}

    /** The profile with these calls. */
    static ObjectNode of(ObjectNode usual) {
        ObjectNode profile = usual.deepCopy();
        ArrayNode rules = profile.withArrayProperty("syscalls");
        for (int i = rules.size() - 1; i >= 0; i--) {
            ArrayNode names = rules.get(i).withArrayProperty("names");
            boolean allows = rules.get(i).path("action").asString("").equals(ALLOW);
            for (int j = names.size() - 1; j >= 0; j--) {
                String name = names.get(j).asString();
                boolean replaced = name.equals("clone") || name.equals("unshare");
                if (replaced || (!allows && ALLOWED.contains(name))) {
                    names.remove(j);
                }
            }
            if (names.isEmpty()) {
                rules.remove(i);
            }
        }
        ObjectNode free = rules.addObject();
        ALLOWED.stream().sorted().forEach(free.putArray("names")::add);
        free.put("action", ALLOW);
        withoutFlags(rules, "clone", OTHER_NAMESPACES);
        withoutFlags(rules, "unshare", OTHER_NAMESPACES_TO_UNSHARE);
        return profile;
    }

    private static void withoutFlags(ArrayNode rules, String call, long flags) {
        ObjectNode rule = rules.addObject();
        rule.putArray("names").add(call);
        rule.put("action", ALLOW);
        ObjectNode argument = rule.putArray("args").addObject();
        argument.put("index", 0);
        argument.put("value", flags);
        argument.put("valueTwo", 0);
        argument.put("op", "SCMP_CMP_MASKED_EQ");
    }
}
