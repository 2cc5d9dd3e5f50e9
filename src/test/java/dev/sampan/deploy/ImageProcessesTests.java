package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.HealthCheck;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageHealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageProcessesTests {

    @Test
    void haveOneWebProcessThatRunsWhatTheImageSays() {
        assertThat(ImageProcesses.of(image(List.of("run"), Optional.empty())))
                .containsExactly(Map.entry("web", ""));
        assertThatExceptionOfType(DeployFailedException.class)
                .isThrownBy(() -> ImageProcesses.of(image(List.of(), Optional.empty())))
                .withMessageContaining("ENTRYPOINT");
    }

    @Test
    void askTheChecksOfTheImageAsLongAsOthersWouldWait() {
        ImageHealthCheck check =
                new ImageHealthCheck(
                        List.of("check"),
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(2));

        HealthCheck asked =
                ImageProcesses.checks(image(List.of("run"), Optional.of(check)))
                        .getOrDefault("web", List.of())
                        .getFirst();

        assertThat(asked.kind()).isEqualTo(HealthCheck.Kind.STARTUP);
        assertThat(asked.command()).containsExactly("check");
        assertThat(asked.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(asked.waitBetween()).isEqualTo(Duration.ofSeconds(5));
        assertThat(asked.attempts()).isEqualTo(11);
        assertThat(ImageProcesses.checks(image(List.of("run"), Optional.empty()))).isEmpty();
    }

    private static ImageConfig image(List<String> arguments, Optional<ImageHealthCheck> check) {
        return new ImageConfig(
                Map.of(), "/", "0:0", List.of(), arguments, Map.of(), List.of(), check);
    }
}
