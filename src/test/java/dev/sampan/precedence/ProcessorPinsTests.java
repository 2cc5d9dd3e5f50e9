package dev.sampan.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.container.ContainerId;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorPinsTests {

    private final ProcessorPins pins = new ProcessorPins();

    @Test
    void aLimitIsKeptToAsManyProcessorsAsItAmountsTo() {
        assertThat(pin("a", "0.5", "0-3")).contains("3");
        assertThat(pin("b", "1.5", "0-3")).contains("1-2");
    }

    @Test
    void whatAmountsToAllThatAreAllowedIsNotKeptToAny() {
        assertThat(pin("a", "1", "1")).isEmpty();
        assertThat(pin("b", "1.5", "0-1")).isEmpty();
    }

    @Test
    void theLeastTakenProcessorIsChosenWithinThoseAllowed() {
        assertThat(pin("a", "0.75", "0-1")).contains("1");
        assertThat(pin("b", "0.25", "0-1")).contains("0");
        assertThat(pin("c", "0.25", "0-1")).contains("0");
        assertThat(pin("d", "0.25", "0-1")).contains("0");
        assertThat(pin("e", "0.25", "2-3")).contains("3");
        assertThat(pins.processors().stream()).containsExactly(0, 1, 3);
    }

    @Test
    void whoDoesNotFitBesideTheOthersStaysFree() {
        assertThat(pin("a", "0.6", "0-1")).contains("1");
        assertThat(pin("b", "0.6", "0-1")).contains("0");
        assertThat(pin("c", "0.6", "0-1")).isEmpty();
        assertThat(pin("d", "0.4", "0-1")).contains("1");
    }

    @Test
    void whatWasReleasedOrHasEndedCountsNoMore() {
        pin("a", "1", "0-1");
        pins.release(new ContainerId("a"));
        assertThat(pin("b", "1", "0-1")).contains("1");
        pins.retain(Set.of());
        assertThat(pin("c", "1", "0-1")).contains("1");
    }

    private Optional<String> pin(String id, String limit, String allowed) {
        pins.pin(new ContainerId(id), CpuCount.parse(limit), CpuSet.parse(allowed));
        return pins.of(new ContainerId(id)).map(CpuSet::text);
    }
}
