package dev.sampan.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRateTests {

    @Test
    void readsRateAndBurst() {
        assertThat(RequestRate.parse("100/s"))
                .isEqualTo(new RequestRate(100, Duration.ofSeconds(1), 100));
        assertThat(RequestRate.parse("600/M:5"))
                .isEqualTo(new RequestRate(600, Duration.ofMinutes(1), 5));
        assertThat(RequestRate.parse("600/m").intervalNanos()).isEqualTo(100_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100/s", "600/m:5", "1/h"})
    void writesWhatItReads(String text) {
        assertThat(RequestRate.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "0/s", "1/d", "1/s:0", "-1/s", "9999999999/s"})
    void refusesWhatIsNoRate(String text) {
        assertThatThrownBy(() -> RequestRate.parse(text))
                .isInstanceOf(InvalidAmountException.class);
    }
}
