package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildArgumentsTests {

    @Test
    void putsNoValueIntoTheArgumentVector() {
        BuildArguments arguments =
                BuildArguments.of(
                        List.of(
                                "--build-arg",
                                "TOKEN=a=b #c",
                                "--target",
                                "run",
                                "--build-arg",
                                "FROM_NOWHERE",
                                "--build-arg",
                                "EMPTY=",
                                "--build-arg",
                                "PEM=one\ntwo",
                                "--no-cache"));

        assertThat(arguments.words())
                .containsExactly(
                        "--target",
                        "run",
                        "--build-arg",
                        "FROM_NOWHERE",
                        "--build-arg",
                        "PEM",
                        "--no-cache",
                        "--build-arg-file=/arguments/build-args");
        assertThat(arguments.file()).isEqualTo("TOKEN=a=b #c\nEMPTY=\n");
        assertThat(arguments.env()).isEqualTo(Map.of("PEM", "one\ntwo"));
        assertThat(arguments.toString()).doesNotContain("a=b", "two");
    }

    @Test
    void needsNoFileWithoutValues() {
        BuildArguments arguments = BuildArguments.of(List.of("--no-cache"));

        assertThat(arguments.words()).containsExactly("--no-cache");
        assertThat(arguments.file()).isEmpty();
        assertThat(arguments.env()).isEmpty();
    }
}
