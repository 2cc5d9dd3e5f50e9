package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerOptionTests {

    @Test
    void takeFlagAndValueApart() {
        assertThat(DockerOption.parse("--build-arg X=a b").words())
                .containsExactly("--build-arg", "X=a b");
        assertThat(DockerOption.parse(" --build-arg=X=y ").words())
                .containsExactly("--build-arg", "X=y");
        assertThat(DockerOption.parse("--build-arg X").text()).isEqualTo("--build-arg X");
        assertThat(DockerOption.parse("--target  prod").words())
                .containsExactly("--target", "prod");
        assertThat(DockerOption.parse("--no-cache").words()).containsExactly("--no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-v /:/host",
                "--volume=/:/host",
                "--privileged",
                "--build-arg",
                "--build-arg =x",
                "--build-arg --volume=/:/host",
                "--no-cache --privileged",
                "--target ../x",
                "--network=host",
                "--isolation=rootless",
                "X=y",
                "--security-opt seccomp=unconfined",
            })
    void refuseWhatIsNotKnown(String option) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> DockerOption.parse(option));
    }
}
