package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.metrics.LimitEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpisodesTests {

    private static final AppName SHOP = new AppName("shop");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Episodes episodes = new Episodes(Duration.ofMinutes(1));

    @Test
    void beginOnceUntilItHasBeenQuiet() {
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON.plusSeconds(50))).isFalse();
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON.plusSeconds(100))).isFalse();
        episodes.tidy(NOON.plusSeconds(150));
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON.plusSeconds(155))).isFalse();
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON.plusSeconds(300))).isTrue();
    }

    @Test
    void keepProcessesAndKindsApart() {
        assertThat(episodes.begins(SHOP, "web.1", Kind.PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.2", Kind.PIDS, NOON)).isTrue();
        assertThat(episodes.begins(SHOP, "web.1", Kind.CPU, NOON)).isTrue();
        assertThat(episodes.begins(new AppName("blog"), "web.1", Kind.PIDS, NOON)).isTrue();
    }
}
