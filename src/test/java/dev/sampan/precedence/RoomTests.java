package dev.sampan.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class RoomTests {

    private final Room room = new Room(4);

    @Test
    void whatIsTakenIsAvoidedWhileTheRestSuffices() {
        for (int second = 0; second < 20; second++) {
            assertThat(beside(1.5, second, 2, 3).stream()).containsExactly(2, 3);
        }
        assertThat(beside(2.0, 20, 2, 3).stream()).containsExactly(2, 3);
    }

    @Test
    void nothingIsAvoidedForSomeTimeAfterTheRestDidNotSuffice() {
        int second = 0;
        while (!beside(2, second, 2, 3).isEmpty()) {
            assertThat(second++).isLessThan(20);
        }
        assertThat(beside(0, second + 1, 2, 3).isEmpty()).isTrue();
        assertThat(beside(0, second + 4, 2, 3).isEmpty()).isTrue();
        assertThat(beside(0, second + 7, 2, 3).stream()).containsExactly(2, 3);
    }

    @Test
    void halfOfTheProcessorsAreLeftToThoseWhoWantLittle() {
        assertThat(beside(0.1, 1, 1, 2, 3).isEmpty()).isTrue();
    }

    private BitSet beside(double used, int second, int... taken) {
        BitSet processors = new BitSet();
        for (int processor : taken) {
            processors.set(processor);
        }
        return room.beside(processors, used, Duration.ofSeconds(second).toNanos());
    }
}
