package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.router.OutputWatch.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is too slow, with a clock of the test's own. */
class PaceTests {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long RATE = 500;

    private final Pace pace = new Pace();

    private static long at(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1)) - 5;
    }

    private boolean looksTooSlow(double seconds, long total, boolean owes) {
        return pace.isTooSlow(at(seconds), total, owes, RATE, GRACE);
    }

    @Test
    void isTooSlowWhenNothingMovesForLongerThanTheGrace() {
        for (int i = 0; i <= 40; i++) {
            assertThat(looksTooSlow(i / 4.0, 0, true)).as("after %d quarters", i).isFalse();
        }
        assertThat(looksTooSlow(10.25, 0, true)).isTrue();
    }

    @Test
    void isNeverTooSlowAtTheRate() {
        for (int i = 0; i < 400; i++) {
            assertThat(looksTooSlow(i / 4.0, i * RATE / 4, true)).isFalse();
        }
    }

    @Test
    void keepsNoMoreThanTheGraceOfWhatWasFast() {
        assertThat(looksTooSlow(0, 0, true)).isFalse();
        int quarters = 1;
        while (!looksTooSlow(quarters / 4.0, 1L << 40, true)) {
            quarters++;
        }
        assertThat(quarters).isBetween(40, 42);
    }

    @Test
    void countsNoTimeWhenOthersAreToMove() {
        for (int i = 0; i < 4000; i++) {
            assertThat(looksTooSlow(i / 4.0, 0, false)).isFalse();
        }
    }

    @Test
    void countsASecondAtMostWhenTheMachineStoodStill() {
        assertThat(looksTooSlow(0, 0, true)).isFalse();
        assertThat(looksTooSlow(3600, 0, true)).isFalse();
        for (int i = 1; i <= 9; i++) {
            assertThat(looksTooSlow(3600 + i, 0, true)).isFalse();
        }
        assertThat(looksTooSlow(3610, 0, true)).isTrue();
    }

    @Test
    void asksForNothingWhenTheRateIsZero() {
        for (int i = 0; i < 400; i++) {
            assertThat(pace.isTooSlow(at(i), 0, true, 0, GRACE)).isFalse();
        }
    }

    @Test
    void outputMovesOrStandsOrIsTooSlow() {
        OutputWatch watch = new OutputWatch();
        MinimumRates rates = new MinimumRates(0, 0, RATE, GRACE);

        assertThat(watch.look(at(0), 100, 0, rates, GRACE)).isEqualTo(Progress.NOTHING_WAITS);
        assertThat(watch.look(at(1), 5000, 4000, rates, GRACE)).isEqualTo(Progress.MOVES);
        assertThat(watch.look(at(2), 5000, 4000, rates, GRACE)).isEqualTo(Progress.STANDS);
        assertThat(watch.look(at(3), 5000, 3999, rates, GRACE)).isEqualTo(Progress.MOVES);
        for (int i = 4; i <= 11; i++) {
            assertThat(watch.look(at(i), 5000, 3999 - i, rates, GRACE)).isEqualTo(Progress.MOVES);
        }
        assertThat(watch.look(at(12), 5000, 3900, rates, GRACE)).isEqualTo(Progress.TOO_SLOW);
        assertThat(watch.waited()).isTrue();
        assertThat(watch.look(at(13), 5000, 0, rates, GRACE)).isEqualTo(Progress.NOTHING_WAITS);
        assertThat(watch.look(at(14), 9000, 4000, rates, GRACE)).isEqualTo(Progress.MOVES);
    }
}
