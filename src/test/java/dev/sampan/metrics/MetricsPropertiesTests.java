package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MetricsPropertiesTests {

    @Test
    void lookEveryTwoSecondsByDefault() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new MetricsProperties(Duration.ofSeconds(2), Duration.ofSeconds(60), 0.25));
    }

    @ParameterizedTest
    @CsvSource({"sample-interval,10ms", "throttled-share,0", "throttled-share,1.5"})
    void refuseWhatCannotBeMeant(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sampan.metrics." + name, value)))
                .rootCause()
                .hasMessageContaining("sampan.metrics." + name);
    }

    private static MetricsProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("sampan.metrics", MetricsProperties.class);
    }
}
