package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.metrics.InstanceWatch.Hit;
import dev.sampan.metrics.LimitEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpisodesTests {

    private static final AppName SHOP = new AppName("shop");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final Hit PIDS = new Hit(Kind.PIDS, "64", "refused");
    private static final Hit CPU = new Hit(Kind.CPU, "0.5", "held back");

    private final Episodes episodes = new Episodes(Duration.ofMinutes(1));

    @Test
    void beginOnceUntilItHasBeenQuiet() {
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON.plusSeconds(50))).isFalse();
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON.plusSeconds(100))).isFalse();
        episodes.tidy(NOON.plusSeconds(150));
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON.plusSeconds(155))).isFalse();
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON.plusSeconds(300))).isTrue();
    }

    @Test
    void keepProcessesKindsAndLimitsApart() {
        assertThat(episodes.begins(SHOP, "web.1", PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.2", PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.1", CPU, NOON)).isTrue();
        Hit raised = new Hit(Kind.PIDS, "128", "refused");
        assertThat(episodes.begins(SHOP, "web.1", raised, NOON)).isTrue();
        Hit waited = new Hit(Kind.CPU_PRESSURE, "30 %", "hello took it");
        assertThat(episodes.begins(SHOP, "web.1", waited, NOON)).isTrue();
        Hit longer = new Hit(Kind.CPU_PRESSURE, "40 %", "hello took it");
        assertThat(episodes.begins(SHOP, "web.1", longer, NOON)).isFalse();
        assertThat(episodes.begins(new AppName("blog"), "web.1", PIDS, NOON)).isTrue();
    }
}
