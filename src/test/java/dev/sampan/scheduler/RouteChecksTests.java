package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.HealthCheck;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.Release;
import dev.sampan.router.RoutePolicy;
import dev.sampan.router.TargetCheck;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** When the router asks web processes, and what. */
class RouteChecksTests {

    private static final List<String> HOSTS = List.of("*.shop.test", "shop.test");

    private static @Nullable TargetCheck check(Map<String, String> settings, String... readiness) {
        ProxyConfig config = new ProxyConfig(new TreeMap<>(settings), new TreeMap<>());
        return RouteChecks.in(RoutePolicy.DEFAULT, config, HOSTS, Set.of(readiness))
                .balance()
                .check();
    }

    @Test
    void nobodyIsAskedUnlessTheAppSaysHow() {
        assertThat(check(Map.of())).isNull();
        assertThat(check(Map.of(), "")).isNull();
        assertThat(check(Map.of(), "/ready"))
                .isEqualTo(
                        new TargetCheck(
                                TargetCheck.Kind.HTTP,
                                "/ready",
                                "shop.test",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                3,
                                2));
        assertThat(check(Map.of(), "tcp")).extracting("kind").isEqualTo(TargetCheck.Kind.TCP);
        assertThat(check(Map.of("health-check", "off"), "/ready")).isNull();
    }

    @Test
    void releasesThatSayDifferentThingsAreNotAsked() {
        assertThat(check(Map.of(), "/ready", "")).isNull();
        assertThat(check(Map.of(), "/ready", "/health")).isNull();
    }

    @Test
    void settingsComeBeforeWhatTheAppSays() {
        TargetCheck check =
                check(
                        Map.of(
                                "health-check", "http",
                                "health-check-path", "/up",
                                "health-check-interval", "1m",
                                "health-check-timeout", "500ms",
                                "health-check-unhealthy", "5",
                                "health-check-healthy", "1"),
                        "/ready");

        assertThat(check)
                .isEqualTo(
                        new TargetCheck(
                                TargetCheck.Kind.HTTP,
                                "/up",
                                "shop.test",
                                Duration.ofMinutes(1),
                                Duration.ofMillis(500),
                                5,
                                1));
        assertThat(check(Map.of("health-check", "tcp"))).isNotNull();
    }

    private static String readiness(HealthCheck... checks) {
        return HealthChecks.readiness(
                new Release(
                        new dev.sampan.app.AppName("shop"),
                        1,
                        "sha256:1",
                        Optional.empty(),
                        Map.of("web", "run"),
                        Map.of(),
                        dev.sampan.app.LimitSettings.NONE,
                        Map.of("web", List.of(checks)),
                        "",
                        Instant.EPOCH,
                        ""),
                ProcessType.WEB);
    }

    private static HealthCheck check(
            HealthCheck.Kind kind, String path, String content, boolean listening) {
        return new HealthCheck(
                kind,
                "check",
                Optional.of(path).filter(text -> !text.isEmpty()),
                OptionalInt.empty(),
                Optional.of(content).filter(text -> !text.isEmpty()),
                List.of(),
                List.of(),
                listening,
                Optional.empty(),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ZERO,
                false);
    }

    @Test
    void readinessIsWhatTheRouterCanAskToo() {
        HealthCheck.Kind ready = HealthCheck.Kind.READINESS;

        assertThat(readiness()).isEmpty();
        assertThat(readiness(check(HealthCheck.Kind.STARTUP, "/up", "", false))).isEmpty();
        assertThat(readiness(check(HealthCheck.Kind.LIVENESS, "/up", "", false))).isEmpty();
        assertThat(readiness(check(ready, "/up", "", false))).isEqualTo("/up");
        assertThat(readiness(check(ready, "", "", true))).isEqualTo("tcp");
        assertThat(readiness(check(ready, "/up", "text", false))).isEmpty();
        assertThat(readiness(check(ready, "/a b", "", false))).isEmpty();
        assertThat(readiness(check(ready, "/text", "text", false), check(ready, "/up", "", false)))
                .isEqualTo("/up");
    }
}
