package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GitPropertiesTests {

    @Test
    void limitsPushesByDefault() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new GitProperties(
                                DataSize.ofGibibytes(1),
                                DataSize.ofMebibytes(512),
                                DataSize.ofGibibytes(4),
                                300_000,
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"max-tree-files,0", "idle-timeout,0s", "keep-alive,1ms"})
    void refusesWhenOutOfBounds(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sampan.git." + name, value)))
                .rootCause()
                .hasMessageContaining("sampan.git." + name);
    }

    private static GitProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("sampan.git", GitProperties.class);
    }
}
