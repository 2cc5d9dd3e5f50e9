package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the witness of the tests of attackers calls fast; milliseconds. */
class BystanderTests {

    private static final List<Double> QUIET = List.of(0.3, 0.2, 0.9);
    private static final List<Double> BUSY = List.of(20.0, 40.0, 30.0);

    @Test
    void takeATurnOnTheProcessorForFast() {
        assertThat(Bystander.isAsFast(List.of(30.0, 7.9), QUIET)).isTrue();
    }

    /** Less than 25 ms used to be fast, whatever it was before. */
    @Test
    void takeMoreThanATurnForSlowOnAQuietMachine() {
        assertThat(Bystander.isAsFast(List.of(9.0, 12.0, 24.0), QUIET)).isFalse();
    }

    @Test
    void compareWithTheUsualRoundOnABusyMachine() {
        assertThat(Bystander.isAsFast(List.of(60.0, 44.0), BUSY)).isTrue();
        assertThat(Bystander.isAsFast(List.of(60.0, 46.0), BUSY)).isFalse();
    }
}
