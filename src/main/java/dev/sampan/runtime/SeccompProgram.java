package dev.sampan.runtime;

import dev.sampan.host.SystemCallFilter;
import dev.sampan.host.SystemCallFilter.Comparison;
import dev.sampan.host.SystemCallFilter.Condition;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A seccomp profile made into the kernel's program once, instead of by the runtime for every container. */
final class SeccompProgram {

    private static final int EPERM = 1;

    /** The actions of seccomp(2) whose program needs nothing but itself. */
    private static final Map<String, Integer> ACTIONS =
            Map.of(
                    "SCMP_ACT_ALLOW", 0x7fff_0000,
                    "SCMP_ACT_LOG", 0x7ffc_0000,
                    "SCMP_ACT_ERRNO", 0x0005_0000,
                    "SCMP_ACT_KILL", 0,
                    "SCMP_ACT_KILL_THREAD", 0,
                    "SCMP_ACT_KILL_PROCESS", 0x8000_0000);

    private static final Map<String, Comparison> COMPARISONS =
            Map.of(
                    "SCMP_CMP_NE", Comparison.NOT_EQUAL,
                    "SCMP_CMP_LT", Comparison.LESS,
                    "SCMP_CMP_LE", Comparison.LESS_OR_EQUAL,
                    "SCMP_CMP_EQ", Comparison.EQUAL,
                    "SCMP_CMP_GE", Comparison.GREATER_OR_EQUAL,
                    "SCMP_CMP_GT", Comparison.GREATER,
                    "SCMP_CMP_MASKED_EQ", Comparison.MASKED_EQUAL);

    private SeccompProgram() {}

    /**
     * The program in Base64; empty when it takes the runtime to make it: for an action that speaks to another process, or
     * without libseccomp on this machine.
     *
     * @param profile the `seccomp` part of an OCI runtime specification
     */
    static Optional<String> of(JsonNode profile) {
        Optional<Integer> usual = action(profile, "defaultAction", "defaultErrnoRet");
        if (usual.isEmpty() || !SystemCallFilter.isAvailable()) {
            return Optional.empty();
        }
        try (SystemCallFilter filter = new SystemCallFilter(usual.get())) {
            for (JsonNode rule : profile.path("syscalls")) {
                Optional<Integer> action = action(rule, "action", "errnoRet");
                if (action.isEmpty()) {
                    return Optional.empty();
                }
                List<Condition> conditions = conditions(rule);
                for (JsonNode name : rule.path("names")) {
                    filter.add(action.get(), name.asString(), conditions);
                }
            }
            return Optional.of(Base64.getEncoder().encodeToString(filter.program()));
        }
    }

    private static Optional<Integer> action(JsonNode rule, String field, String errno) {
        String name = rule.path(field).asString("");
        return Optional.ofNullable(ACTIONS.get(name))
                .map(
                        action ->
                                name.equals("SCMP_ACT_ERRNO")
                                        ? action | rule.path(errno).asInt(EPERM)
                                        : action);
    }

    private static List<Condition> conditions(JsonNode rule) {
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode condition : rule.path("args")) {
            Comparison comparison = COMPARISONS.get(condition.path("op").asString(""));
            if (comparison == null) {
                throw new OciRuntimeException(
                        "The seccomp profile compares by '%s', which there is not"
                                .formatted(condition.path("op").asString("")),
                        null);
            }
            conditions.add(
                    new Condition(
                            condition.path("index").asInt(),
                            comparison,
                            condition.path("value").asLong(),
                            condition.path("valueTwo").asLong(0)));
        }
        return conditions;
    }
}
