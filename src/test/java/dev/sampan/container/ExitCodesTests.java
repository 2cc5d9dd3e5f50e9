package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExitCodesTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void waitForAMonitorThatIsSlow() {
        AtomicInteger asked = new AtomicInteger();
        int code =
                ExitCodes.await(
                        "c1",
                        () -> asked.incrementAndGet() < 5 ? OptionalInt.empty() : OptionalInt.of(7),
                        () -> true,
                        LONG);
        assertThat(code).isEqualTo(7);
    }

    /** It may have left it between the look for it and the look for the monitor. */
    @Test
    void takeWhatAMonitorLeftAtItsEnd() {
        AtomicInteger lived = new AtomicInteger();
        int code =
                ExitCodes.await(
                        "c1",
                        () -> lived.get() > 1 ? OptionalInt.of(7) : OptionalInt.empty(),
                        () -> lived.incrementAndGet() < 2,
                        LONG);
        assertThat(code).isEqualTo(7);
    }

    @Test
    void sayThatItIsUnknownWhenTheMonitorIsGone() {
        int code = ExitCodes.await("c1", OptionalInt::empty, () -> false, LONG);
        assertThat(code).isEqualTo(ContainerExit.UNKNOWN);
        assertThat(new ContainerExit(code, false).text()).isEqualTo("an unknown exit code");
        assertThat(new ContainerExit(code, false).succeeded()).isFalse();
    }

    @Test
    void giveUpOnAMonitorThatHangs() {
        int code = ExitCodes.await("c1", OptionalInt::empty, () -> true, Duration.ZERO);
        assertThat(code).isEqualTo(ContainerExit.UNKNOWN);
    }
}
