package dev.sampan.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.container.Precedence;
import dev.sampan.runtime.ProcessorUse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTests {

    private final Demand demand = new Demand();
    private long now;
    private Duration used = Duration.ZERO;
    private long throttled;

    @Test
    void nothingIsSaidAtTheFirstLook() {
        assertThat(demand.look(new ProcessorUse(Duration.ofHours(1), 5), 0.4, 0)).isEmpty();
    }

    @Test
    void whoWantsLittleGoesFirst() {
        look(100, 0);
        assertThat(look(100, 39)).isEqualTo(Precedence.FIRST);
        assertThat(demand.share()).isEqualTo(0.39);
    }

    @Test
    void whoWantsMuchTakesTurnsUntilItHasWantedLittleForASecond() {
        look(100, 0);
        assertThat(look(100, 40)).isEqualTo(Precedence.IN_TURN);
        for (int millis = 100; millis < 1000; millis += 100) {
            assertThat(look(100, 1)).isEqualTo(Precedence.IN_TURN);
        }
        assertThat(look(100, 1)).isEqualTo(Precedence.FIRST);
    }

    @Test
    void whoIsHeldBackByItsLimitWantsMoreThanItHas() {
        look(100, 0);
        throttled++;
        assertThat(look(100, 5)).isEqualTo(Precedence.IN_TURN);
    }

    @Test
    void whatWasLongAgoSaysNothing() {
        look(100, 0);
        now += Duration.ofSeconds(10).toNanos();
        assertThat(demand.look(new ProcessorUse(used, throttled), 0.4, now)).isEmpty();
        assertThat(look(100, 1)).isEqualTo(Precedence.FIRST);
    }

    private Precedence look(long passedMillis, long usedMillis) {
        now += Duration.ofMillis(passedMillis).toNanos();
        used = used.plusMillis(usedMillis);
        return demand.look(new ProcessorUse(used, throttled), 0.4, now).orElse(Precedence.IN_TURN);
    }
}
