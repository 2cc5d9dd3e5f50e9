package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Times in ranges: no gap, no overlap, and quantiles that are right to an eighth. */
class LatenciesTests {

    private static Latencies of(long... micros) {
        RouteCounters counters = new RouteCounters();
        for (long each : micros) {
            counters.took(TimeUnit.MICROSECONDS.toNanos(each));
        }
        return counters.totals().latencies();
    }

    @Test
    void putsEveryTimeIntoTheRangeThatHoldsIt() {
        for (int range = 0; range < Latencies.RANGES; range++) {
            long start = Latencies.startOf(range);
            long end = Latencies.startOf(range + 1);
            assertThat(end).as("range %d", range).isGreaterThan(start);
            assertThat(Latencies.rangeOf(TimeUnit.MICROSECONDS.toNanos(start))).isEqualTo(range);
            assertThat(Latencies.rangeOf(TimeUnit.MICROSECONDS.toNanos(end) - 1)).isEqualTo(range);
        }
        assertThat(Latencies.rangeOf(Long.MAX_VALUE)).isEqualTo(Latencies.RANGES - 1);
        assertThat(Latencies.rangeOf(0)).isZero();
    }

    @Test
    void tellsQuantilesToAnEighth() {
        Random random = new Random(3);
        long[] micros = random.longs(10_000, 100, 5_000_000).sorted().toArray();
        Latencies latencies = of(micros);

        assertThat(latencies.count()).isEqualTo(10_000);
        for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
            double exact = micros[(int) Math.ceil(share * 10_000) - 1];
            double told = latencies.quantile(share).toNanos() / 1000.0;
            assertThat(told).as("share %s", share).isBetween(exact * 0.875, exact * 1.125);
        }
    }

    @Test
    void tellsZeroWhenNothingWasMeasured() {
        assertThat(Latencies.NONE.quantile(0.99)).isEqualTo(Duration.ZERO);
        assertThat(Latencies.NONE.count()).isZero();
    }

    @Test
    void addsWorkersAndTakesOffWhatWasBefore() {
        Latencies first = of(100, 200, 300_000);
        Latencies second = of(100, 5_000);

        Latencies both = first.plus(second);
        assertThat(both.count()).isEqualTo(5);
        assertThat(both.minus(second)).isEqualTo(first);
        assertThat(Latencies.NONE.plus(first)).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(first.minus(Latencies.NONE)).isEqualTo(first);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void readsWhatItWroteAndNothingElse() {
        Latencies latencies = of(1, 70, 70, 1_000_000_000);

        byte[] text = Json.write(latencies.toMap());
        assertThat(Latencies.from(Json.read(text))).isEqualTo(latencies);
        assertThatThrownBy(() -> Latencies.from(Map.of("9999", 1L)))
                .isInstanceOf(InvalidRouteTableException.class);
        assertThatThrownBy(() -> Latencies.from(Map.of("x", 1L)))
                .isInstanceOf(InvalidRouteTableException.class);
    }

    @Test
    void saysTimesInFewCharacters() {
        assertThat(Latencies.text(Duration.ofNanos(640_400))).isEqualTo("640us");
        assertThat(Latencies.text(Duration.ofNanos(1_840_000))).isEqualTo("1.8ms");
        assertThat(Latencies.text(Duration.ofMillis(18))).isEqualTo("18ms");
        assertThat(Latencies.text(Duration.ofMillis(12_540))).isEqualTo("12.5s");
    }
}
