package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static dev.sampan.runtime.SpecFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SeccompRuleTests {

    @ParameterizedTest
    @CsvSource({"amd64,SCMP_ARCH_X86_64", "aarch64,SCMP_ARCH_AARCH64"})
    void allowTheMachinesOwnArchitectureAlone(String machine, String architecture) {
        ObjectNode profile = object("{'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': []}");
        assertThat(SpecFixture.apply(new SeccompRule(profile, machine), SpecFixture.app()))
                .isEqualTo(
                        json(
                                "{'linux': {'seccomp': {'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [], 'architectures': ['%s']}}}"
                                        .formatted(architecture)));
        assertThat(profile.has("architectures")).isFalse();
    }
}
