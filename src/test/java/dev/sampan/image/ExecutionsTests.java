package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutionsTests {

    @Test
    void keepEverythingWhenWrittenAndRead() {
        ImageConfig config =
                new ImageConfig(
                        Map.of("A", "b=c"),
                        "/srv",
                        "www-data",
                        List.of("/entry"),
                        List.of("run"),
                        Map.of("k", "v"),
                        List.of(new ExposedPort(8080, "tcp"), new ExposedPort(53, "udp")),
                        Optional.of(
                                new ImageHealthCheck(
                                        List.of("check", "me"),
                                        Optional.of(Duration.ofSeconds(5)),
                                        Optional.empty(),
                                        Optional.of(Duration.ofMinutes(1)),
                                        Optional.of(2))));

        assertThat(Executions.read(Executions.write(config))).isEqualTo(config);
        assertThat(config.tcpPort()).hasValue(8080);
        assertThat(config.startsAsRoot()).isFalse();
    }

    @Test
    void readWhatDockerWrites() {
        ImageConfig config =
                read(
                        """
                        {"User": "", "ExposedPorts": {"8080/tcp": {}, "80/tcp": {}, "53/udp": {}, "7000-7010/tcp": {}},
                         "Env": ["PATH=/bin", "EMPTY=", "novalue"], "Cmd": ["nginx", "-g", "daemon off;"],
                         "Healthcheck": {"Test": ["CMD-SHELL", "curl -f localhost"], "Interval": 5000000000, "Retries": 0},
                         "Volumes": {"/data": {}}, "WorkingDir": "", "Entrypoint": null, "OnBuild": null,
                         "StopSignal": "SIGQUIT", "Labels": null}
                        """);

        assertThat(config.env()).containsExactly(Map.entry("PATH", "/bin"), Map.entry("EMPTY", ""));
        assertThat(config.user()).isEqualTo("0:0");
        assertThat(config.startsAsRoot()).isTrue();
        assertThat(config.workingDirectory()).isEqualTo("/");
        assertThat(config.arguments()).containsExactly("nginx", "-g", "daemon off;");
        assertThat(config.exposedPorts())
                .extracting(ExposedPort::toString)
                .containsExactly("53/udp", "80/tcp", "8080/tcp");
        assertThat(config.tcpPort()).hasValue(80);
        ImageHealthCheck check = config.healthCheck().orElseThrow();
        assertThat(check.command()).containsExactly("/bin/sh", "-c", "curl -f localhost");
        assertThat(check.interval()).contains(Duration.ofSeconds(5));
        assertThat(check.retries()).isEmpty();
    }

    @Test
    void takeNoneForNoCheck() {
        assertThat(read("{\"Healthcheck\": {\"Test\": [\"NONE\"]}}").healthCheck()).isEmpty();
        assertThat(read("{\"Healthcheck\": {}}").healthCheck()).isEmpty();
        assertThat(Executions.read(null)).isEqualTo(ImageConfig.EMPTY);
    }

    private static ImageConfig read(String json) {
        return Executions.read(
                OciJson.read(json.getBytes(StandardCharsets.UTF_8), OciJson.Execution.class, "it"));
    }
}
