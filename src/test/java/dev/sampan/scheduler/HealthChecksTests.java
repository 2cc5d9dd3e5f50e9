package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettingsFixture;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthChecksTests {

    private static final ProcessType WORKER = new ProcessType("worker");
    private static final Map<CheckProperty, Integer> ALL =
            Map.of(
                    CheckProperty.ATTEMPTS, 4,
                    CheckProperty.TIMEOUT, 20,
                    CheckProperty.WAIT, 5,
                    CheckProperty.DEFAULT_WAIT, 9);

    @Test
    void webListensWithinTheStandardTimeWhenNothingIsSet() {
        HealthCheck check = only(Map.of(), ProcessType.WEB, List.of());

        assertThat(check.listening()).isTrue();
        assertThat(check.attempts()).isEqualTo(1);
        assertThat(HealthChecks.limit(check)).hasSeconds(30);
        assertThat(HealthChecks.limit(only(Map.of(), WORKER, List.of()))).hasMillis(700);
    }

    @Test
    void webListensWithinAllAttemptsThatAreSet() {
        assertThat(limit(Map.of(CheckProperty.TIMEOUT, 90))).hasSeconds(90);
        assertThat(limit(Map.of(CheckProperty.ATTEMPTS, 3))).hasSeconds(90);
        assertThat(limit(Map.of(CheckProperty.WAIT, 12))).hasSeconds(42);
        assertThat(limit(ALL)).hasSeconds(100);
    }

    @Test
    void othersStayUpForTheDefaultWait() {
        HealthCheck check = only(ALL, WORKER, List.of());

        assertThat(check.uptime()).hasValue(Duration.ofSeconds(9));
        assertThat(HealthChecks.limit(check)).hasSeconds(9);
    }

    @Test
    void checksOfAppJsonHaveTheirOwnNumbers() {
        HealthCheck own = InstanceFixture.path("/up", 2);

        assertThat(only(ALL, ProcessType.WEB, List.of(own))).isEqualTo(own);
    }

    private static Duration limit(Map<CheckProperty, Integer> set) {
        return HealthChecks.limit(only(set, ProcessType.WEB, List.of()));
    }

    private static HealthCheck only(
            Map<CheckProperty, Integer> set, ProcessType type, List<HealthCheck> own) {
        List<HealthCheck> checks =
                new HealthChecks(
                                new SchedulerProperties(
                                        5000,
                                        Duration.ofSeconds(30),
                                        Duration.ofMillis(700),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(30)),
                                CheckSettingsFixture.set(set))
                        .of(release(own), type);
        assertThat(checks).hasSize(1);
        return checks.getFirst();
    }

    private static Release release(List<HealthCheck> web) {
        return new Release(
                new AppName("shop"),
                1,
                "sha256:1",
                Optional.empty(),
                Map.of("web", "run", "worker", "work"),
                Map.of(),
                LimitSettings.NONE,
                Map.of("web", web),
                List.of(),
                "Deploy",
                Instant.EPOCH,
                "admin");
    }
}
