package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** When things on a wheel are due. */
class CheckWheelTests {

    private final CheckWheel<String> wheel = new CheckWheel<>(4);

    private List<String> tick() {
        List<String> due = new ArrayList<>();
        wheel.tick(due::add);
        return due;
    }

    @Test
    void handsOutWhatIsDueAtItsTick() {
        wheel.add("one", 1);
        wheel.add("three", 3);
        wheel.add("also three", 3);

        assertThat(tick()).containsExactly("one");
        assertThat(tick()).isEmpty();
        assertThat(tick()).containsExactly("three", "also three");
        assertThat(tick()).isEmpty();
    }

    @Test
    void goesRoundAsOftenAsItHasTo() {
        wheel.add("four", 4);
        wheel.add("five", 5);
        wheel.add("nine", 9);

        for (int tick = 1; tick <= 10; tick++) {
            List<String> due = tick();
            switch (tick) {
                case 4 -> assertThat(due).containsExactly("four");
                case 5 -> assertThat(due).containsExactly("five");
                case 9 -> assertThat(due).containsExactly("nine");
                default -> assertThat(due).as("tick %d", tick).isEmpty();
            }
        }
    }

    @Test
    void whatIsAddedMeanwhileIsDueLater() {
        wheel.add("again", 4);
        for (int i = 0; i < 3; i++) {
            assertThat(tick()).isEmpty();
        }

        List<String> due = new ArrayList<>();
        wheel.tick(
                item -> {
                    due.add(item);
                    wheel.add(item, 4);
                });

        assertThat(due).containsExactly("again");
        for (int i = 0; i < 3; i++) {
            assertThat(tick()).isEmpty();
        }
        assertThat(tick()).containsExactly("again");
    }

    @Test
    void nothingIsDueInThePresentTick() {
        wheel.add("now", 0);

        assertThat(tick()).containsExactly("now");
    }
}
