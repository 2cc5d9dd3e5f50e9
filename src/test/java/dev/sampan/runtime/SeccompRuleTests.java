package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static dev.sampan.runtime.SpecFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SeccompRuleTests {

    @ParameterizedTest
    @CsvSource({"amd64,SCMP_ARCH_X86_64", "aarch64,SCMP_ARCH_AARCH64"})
    void allowTheMachinesOwnArchitectureAlone(String machine, String architecture) {
        ObjectNode profile = object("{'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': []}");
        ObjectNode config = SpecFixture.apply(new SeccompRule(profile, machine), SpecFixture.app());
        assertThat(config.get("linux"))
                .isEqualTo(
                        json(
                                "{'seccomp': {'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [], 'architectures': ['%s']}}"
                                        .formatted(architecture)));
        assertThat(profile.has("architectures")).isFalse();
    }

    @Test
    void giveTheFilterReadyMadeBesideTheProfile() {
        ObjectNode profile =
                object(
                        "{'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [{'names': ['read'], 'action': 'SCMP_ACT_ALLOW'}]}");
        ObjectNode config = SpecFixture.apply(new SeccompRule(profile, "amd64"), SpecFixture.app());
        assertThat(config.at("/annotations/run.oci.seccomp_bpf_data").asString())
                .isEqualTo(SeccompProgram.of(profile).orElseThrow());
    }
}
