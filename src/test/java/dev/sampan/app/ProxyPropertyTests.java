package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

class ProxyPropertyTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client-max-body-size|50M|50m",
                "client-max-body-size|0|0",
                "proxy-read-timeout|90|90s",
                "proxy-read-timeout|5m|5m",
                "proxy-connect-timeout|500ms|500ms",
                "rate-limit|100/S|100/s",
                "client-max-requests|20|20",
                "allow-addresses|10.0.0.0/8, 192.168.0.7|10.0.0.0/8,192.168.0.7",
                "sticky-sessions|on|true",
                "retry-methods|get put|GET,PUT",
                "retry-methods|none|none",
                "health-check|HTTP|http",
                "health-check-path|/up?a=b|/up?a=b",
                "health-check-interval|10|10s",
                "health-check-timeout|250ms|250ms",
                "health-check-unhealthy|5|5"
            })
    void bringsValueIntoItsUsualForm(String word, String value, String form) {
        assertThat(ProxyProperty.parse(word).check(value)).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client-max-body-size|much",
                "proxy-read-timeout|5 apples",
                "proxy-read-timeout|0",
                "proxy-read-timeout|25h",
                "rate-limit|0/s",
                "max-requests|-1",
                "max-requests|1000001",
                "deny-addresses|10.0.0.1/8",
                "sticky-sessions|maybe",
                "retry-methods|POST",
                "health-check|grpc",
                "health-check-path|up",
                "health-check-path|/a b",
                "health-check-interval|500ms",
                "health-check-interval|2h",
                "health-check-timeout|2m",
                "health-check-healthy|0"
            })
    void refusesValueWithNameAndReason(String word, String value) {
        assertThatThrownBy(() -> ProxyProperty.parse(word).check(value))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("The %s cannot be '%s': ".formatted(word, value));
    }

    @ParameterizedTest
    @EnumSource
    void presetIsInItsUsualForm(ProxyProperty property) {
        if (!property.preset().isEmpty()) {
            assertThat(property.check(property.preset())).isEqualTo(property.preset());
        }
    }

    @Test
    void namesAllPropertiesWhenOneIsUnknown() {
        assertThatThrownBy(() -> ProxyProperty.parse("colour"))
                .hasMessageContaining("'colour'")
                .hasMessageContaining("client-max-body-size, ");
        assertThat(ProxyProperty.duration("90")).isEqualTo(Duration.ofSeconds(90));
    }
}
