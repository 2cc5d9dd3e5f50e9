package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackoffTests {

    private final RestartBackoff backoff =
            new RestartBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofSeconds(60));

    @Test
    void delayDoublesWithEachShortLifeUpToTheLongest() {
        assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.delay(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.delay(5)).isEqualTo(Duration.ofMillis(3200));
        assertThat(backoff.delay(1000)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void failuresBeginAnewAfterALongLife() {
        assertThat(backoff.failures(7, Duration.ofSeconds(59))).isEqualTo(8);
        assertThat(backoff.failures(7, Duration.ofSeconds(60))).isEqualTo(1);
    }
}
