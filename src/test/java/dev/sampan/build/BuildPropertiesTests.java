package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BuildPropertiesTests {

    @Test
    void limitsBuildsByDefault() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new BuildProperties(
                                "debian-13",
                                DataSize.ofGibibytes(2),
                                CpuCount.parse("2"),
                                512,
                                Duration.ofMinutes(15),
                                2,
                                Path.of("/etc/ssl/certs/ca-certificates.crt"),
                                DataSize.ofGibibytes(4),
                                20,
                                ""));
    }

    @Test
    void findsNpmRegistryAsNpmDoes() {
        BuildProperties standard = bind(Map.of());
        BuildProperties own = bind(Map.of("sampan.build.npm-registry", "http://own/npm/"));

        assertThat(standard.npmRegistry(Map.of())).isEmpty();
        assertThat(standard.npmRegistry(Map.of("npm_config_registry", "http://other/")))
                .isEqualTo("http://other");
        assertThat(own.npmRegistry(Map.of("npm_config_registry", "http://other/")))
                .isEqualTo("http://own/npm");
    }

    @ParameterizedTest
    @CsvSource({"stack,../x", "concurrent,0", "pids,0", "records-kept,0", "timeout,0s"})
    void refusesWhenOutOfBounds(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sampan.build." + name, value)))
                .rootCause()
                .hasMessageContaining("sampan.build");
    }

    private static BuildProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("sampan.build", BuildProperties.class);
    }
}
