package dev.sampan.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureAllowanceTests {

    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final FailureAllowance allowance = new FailureAllowance(PAUSE, clock::get);

    @Test
    void allowsSomeAtOnceAndThenOneAfterEachPause() {
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take("a", 3)).isZero();
        }
        assertThat(allowance.take("a", 3)).isEqualTo(PAUSE);
        assertThat(allowance.take("b", 3)).isZero();

        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(allowance.take("a", 3)).isEqualTo(Duration.ofSeconds(1));
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(allowance.take("a", 3)).isZero();
        assertThat(allowance.take("a", 3)).isEqualTo(PAUSE);

        clock.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take("a", 3)).isZero();
        }
        assertThat(allowance.take("a", 3)).isPositive();
    }

    @Test
    void countsNothingForWhatIsGivenBack() {
        for (int i = 0; i < 100; i++) {
            assertThat(allowance.take("a", 1)).isZero();
            allowance.giveBack("a");
        }
        assertThat(allowance.known()).isZero();
    }

    @Test
    void lessAtOnceHoldsForWhoFailedBefore() {
        assertThat(allowance.take("a", 10)).isZero();

        assertThat(allowance.take("a", 1)).isEqualTo(PAUSE);
        assertThat(allowance.take("b", 1)).isZero();
    }

    @Test
    void forgetsTheOldestWhenManyFail() {
        assertThat(allowance.take("first", 1)).isZero();
        for (int i = 0; i < FailureAllowance.MOST_KNOWN + 100; i++) {
            assertThat(allowance.take("address " + i, 1)).isZero();
        }

        assertThat(allowance.known()).isEqualTo(FailureAllowance.MOST_KNOWN);
        assertThat(allowance.take("first", 1)).isZero();
    }
}
