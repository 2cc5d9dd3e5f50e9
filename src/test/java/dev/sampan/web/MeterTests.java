package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void barShowsShareOfTheLimit() {
        Meter meter =
                Meter.of(
                        "Memory",
                        DataSize.ofMebibytes(128),
                        Optional.of(DataSize.ofMebibytes(512)));
        assertThat(meter).isEqualTo(new Meter("Memory", "128 MiB of 512 MiB", 25, true));
        assertThat(meter.high()).isFalse();
    }

    @Test
    void barIsFullAtTheMost() {
        assertThat(Meter.of("Processes", 300, Optional.of(256)))
                .isEqualTo(new Meter("Processes", "300 of 256", 100, true));
    }

    @Test
    void withoutLimitThereIsNoBar() {
        assertThat(Meter.of("Disk", DataSize.ofMebibytes(1), Optional.empty()))
                .isEqualTo(new Meter("Disk", "1 MiB, no limit", 0, false));
    }

    @Test
    void cpuIsAShareOfWhatIsAllowed() {
        assertThat(Meter.ofCpu("CPU", 250, Optional.of(500)).text()).isEqualTo("50 % of 0.5 CPU");
        assertThat(Meter.ofCpu("CPU", 250, Optional.empty()).text())
                .isEqualTo("25 % of one CPU, no limit");
    }

    @Test
    void cpuIsMeasuredSinceTheLastSample() {
        CpuMeter cpu = new CpuMeter();
        assertThat(cpu.millis("c", START, Duration.ofSeconds(5), START.plusSeconds(10)))
                .isEqualTo(500);
        assertThat(cpu.millis("c", START, Duration.ofSeconds(7), START.plusSeconds(12)))
                .isEqualTo(1000);
        assertThat(cpu.millis("c", START, Duration.ofSeconds(8), START.plusMillis(12_100)))
                .isEqualTo(1000);
        assertThat(cpu.millis("c", START, Duration.ofSeconds(7), START.plusSeconds(14))).isZero();
    }

    @Test
    void momentTellsHowLongAgo() {
        assertThat(Moment.of(START, START.plusSeconds(30)).text()).isEqualTo("30 s ago");
        assertThat(Moment.of(START, START.plusSeconds(7200)).text()).isEqualTo("2 h ago");
        assertThat(Moment.of(START, START.plusSeconds(90_000)).text()).isEqualTo("1 day ago");
        assertThat(Moment.of(START.plusSeconds(12), START).text()).isEqualTo("in 12 s");
        assertThat(Moment.of(START, START.plusSeconds(90_000_000)).text()).isEqualTo("1 Jan 2026");
    }

    @Test
    void commandIsQuotedForAShell() {
        assertThat(CommandText.of("config:set", "", "shop", "A=it's here"))
                .isEqualTo("./sampan config:set shop 'A=it'\\''s here'");
    }
}
