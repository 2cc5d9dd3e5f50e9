package dev.sampan.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an authority may be asked again. */
class EnrollmentTests {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void waitsTwiceAsLongAfterEachFailureButAtMostADay() {
        Enrollment enrollment = Enrollment.of(new AppName("shop"), NOW);
        List<Long> hours = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            enrollment = enrollment.failed("no", NOW, Instant.EPOCH);
            hours.add(Duration.between(NOW, enrollment.nextAttempt()).toHours());
        }

        assertThat(hours).containsExactly(1L, 2L, 4L, 8L, 16L, 24L, 24L, 24L);
        assertThat(enrollment.succeeded(NOW).failures()).isZero();
        assertThat(enrollment.succeeded(NOW).nextAttempt()).isEqualTo(NOW);
    }

    @Test
    void waitsForAsLongAsTheAuthoritySays() {
        Instant allowed = NOW.plus(Duration.ofDays(3));

        Enrollment failed =
                Enrollment.of(new AppName("shop"), NOW).failed("too many", NOW, allowed);

        assertThat(failed.nextAttempt()).isEqualTo(allowed);
        assertThat(failed.lastError()).isEqualTo("too many");
    }

    @Test
    void asksForPublicNamesOnly() {
        assertThat(
                        IssuableHosts.of(
                                List.of(
                                        "shop.example.com",
                                        "shop.localhost",
                                        "*.example.com",
                                        "single",
                                        "10.1.2.3",
                                        "nas.local")))
                .containsExactly("shop.example.com", "*.example.com");
    }
}
