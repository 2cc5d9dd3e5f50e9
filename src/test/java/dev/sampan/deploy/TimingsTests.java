package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.build.PhaseTiming;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingsTests {

    @Test
    void addsUpAndLeavesOutWhatTookNoTime() {
        List<PhaseTiming> phases =
                List.of(
                        new PhaseTiming("compile", Duration.ofMillis(1200)),
                        new PhaseTiming("release", Duration.ofNanos(499_999)),
                        new PhaseTiming("check", Duration.ofMillis(250)));

        assertThat(Timings.table(phases, Duration.ofMillis(1500)))
                .containsExactly(
                        "compile        1.200 s",
                        "check          0.250 s",
                        "other          0.050 s",
                        "total          1.500 s");
    }

    @Test
    void showsTheTotalAloneWhenNothingElseTookTime() {
        assertThat(Timings.table(List.of(), Duration.ZERO))
                .containsExactly("total          0.000 s");
    }
}
