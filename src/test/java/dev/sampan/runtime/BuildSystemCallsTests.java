package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class BuildSystemCallsTests {

    private static final int CLONE_NEWUSER = 0x1000_0000;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int CLONE_NEWPID = 0x2000_0000;
    private static final int CLONE_NEWNS = 0x2_0000;

    private ObjectNode usual;
    private ObjectNode build;

    @BeforeEach
    void read() throws IOException {
        try (InputStream profile =
                BuildSystemCallsTests.class.getResourceAsStream("/seccomp/default.json")) {
            usual = (ObjectNode) JsonMapper.shared().readTree(Objects.requireNonNull(profile));
        }
        build = BuildSystemCalls.of(usual);
    }

    @Test
    void allowMountsOnlyToBuilders() {
        for (String call : List.of("mount", "umount2", "pivot_root", "sethostname")) {
            assertThat(rules(usual, call)).as(call).allMatch(rule -> !allows(rule));
            assertThat(rules(build, call))
                    .as(call)
                    .hasSize(1)
                    .allMatch(BuildSystemCallsTests::allows);
        }
    }

    @Test
    void letNobodyMakeNamespacesOfUsersNetworksAndProcesses() {
        for (String call : List.of("clone", "unshare")) {
            List<JsonNode> rules = rules(build, call);
            assertThat(rules).as(call).hasSize(1);
            JsonNode argument = rules.getFirst().at("/args/0");
            assertThat(argument.get("op").asString()).isEqualTo("SCMP_CMP_MASKED_EQ");
            assertThat(argument.get("valueTwo").asLong()).isZero();
            long forbidden = argument.get("value").asLong();
            for (int flag : new int[] {CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWPID}) {
                assertThat(forbidden & flag).as(call + " " + flag).isNotZero();
            }
            assertThat(forbidden & CLONE_NEWNS).isZero();
        }
        assertThat(rules(build, "clone3")).isEqualTo(rules(usual, "clone3"));
    }

    @Test
    void leaveEverythingElseAsItIs() {
        for (String call :
                List.of(
                        "setns",
                        "fsopen",
                        "fsmount",
                        "move_mount",
                        "open_tree",
                        "bpf",
                        "keyctl",
                        "io_uring_setup",
                        "userfaultfd",
                        "kexec_load",
                        "init_module",
                        "ptrace",
                        "socket",
                        "quotactl",
                        "open_by_handle_at",
                        "mount_setattr")) {
            assertThat(rules(build, call)).as(call).isEqualTo(stripped(rules(usual, call)));
        }
        assertThat(SeccompProgram.of(build)).isPresent();
    }

    /** The rules as they are when calls that builders may make are no longer named beside others. */
    private static List<JsonNode> stripped(List<JsonNode> rules) {
        List<String> moved =
                List.of("mount", "umount", "umount2", "pivot_root", "sethostname", "unshare");
        List<JsonNode> stripped = new ArrayList<>();
        for (JsonNode rule : rules) {
            ObjectNode copy = (ObjectNode) rule.deepCopy();
            for (int i = copy.withArrayProperty("names").size() - 1; i >= 0; i--) {
                if (moved.contains(copy.withArrayProperty("names").get(i).asString())) {
                    copy.withArrayProperty("names").remove(i);
                }
            }
            stripped.add(copy);
        }
        return stripped;
    }

    private static boolean allows(JsonNode rule) {
        return rule.path("action").asString().equals("SCMP_ACT_ALLOW");
    }

    private static List<JsonNode> rules(JsonNode profile, String call) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode rule : profile.path("syscalls")) {
            for (JsonNode name : rule.path("names")) {
                if (name.asString().equals(call)) {
                    found.add(rule);
                }
            }
        }
        return found;
    }
}
