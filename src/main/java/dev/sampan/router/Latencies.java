package dev.sampan.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long requests took, from the header to the last byte of the answer, as numbers of them in fixed ranges of time: eight
 * of one width for each doubling, from 64 µs to 134 s. So a quantile is right to an eighth.
 */
public final class Latencies {

    public static final Latencies NONE = new Latencies(new long[0]);

    private static final int WIDTHS = 3;
    private static final int LOWEST = 6;
    private static final int DOUBLINGS = 21;

    /** All ranges: what is below the lowest counts in the first, what is above the highest in the last. */
    static final int RANGES = (DOUBLINGS << WIDTHS) + 2;

    private final long[] counts;

    /** Takes the array over, which may be empty. */
    private Latencies(long[] counts) {
        this.counts = counts;
    }

    /** A copy of counts by range. */
    static Latencies copyOf(long[] counts) {
        return new Latencies(counts.clone());
    }

    /** The range of a time. */
    static int rangeOf(long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        if (micros < 1L << LOWEST) {
            return 0;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(micros);
        if (doubling >= LOWEST + DOUBLINGS) {
            return RANGES - 1;
        }
        int within = (int) (micros >>> (doubling - WIDTHS)) & ((1 << WIDTHS) - 1);
        return 1 + ((doubling - LOWEST) << WIDTHS) + within;
    }

    /** The shortest time of a range, in microseconds; of one behind the last, where it ends. */
    static long startOf(int range) {
        if (range == 0) {
            return 0;
        }
        int at = range - 1;
        int doubling = LOWEST + (at >>> WIDTHS);
        long within = (1L << WIDTHS) + (at & ((1 << WIDTHS) - 1));
        return within << (doubling - WIDTHS);
    }

    /** How many requests were measured. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * The time within which a share of the requests was answered; zero when there were none.
     *
     * @param share from 0 to 1, as 0.99
     */
    public Duration quantile(double share) {
        long all = count();
        double wanted = Math.max(1, Math.ceil(all * share));
        long before = 0;
        for (int range = 0; range < counts.length; range++) {
            if (counts[range] > 0 && before + counts[range] >= wanted) {
                double part = (wanted - before) / counts[range];
                long start = startOf(range);
                long width = startOf(range + 1) - start;
                return Duration.ofNanos(
                        TimeUnit.MICROSECONDS.toNanos(start + Math.round(width * part)));
            }
            before += counts[range];
        }
        return Duration.ZERO;
    }

    /** A time in few characters: `640us`, `1.8ms`, `18ms`, `2.5s`. */
    public static String text(Duration time) {
        double micros = time.toNanos() / 1000.0;
        if (micros < 1000) {
            return "%.0fus".formatted(micros);
        }
        if (micros < 10_000_000) {
            return (micros < 10_000 ? "%.1fms" : "%.0fms").formatted(micros / 1000);
        }
        return "%.1fs".formatted(micros / 1_000_000);
    }

    Latencies plus(Latencies other) {
        return combined(other, 1);
    }

    /** What was measured since an earlier reading of the same router. */
    Latencies minus(Latencies earlier) {
        return combined(earlier, -1);
    }

    private Latencies combined(Latencies other, int sign) {
        if (other.counts.length == 0) {
            return this;
        }
        long[] sum = Arrays.copyOf(counts, RANGES);
        for (int i = 0; i < other.counts.length; i++) {
            sum[i] = Math.max(0, sum[i] + sign * other.counts[i]);
        }
        return new Latencies(sum);
    }

    /** The ranges that are not empty, by their numbers. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                map.put(Integer.toString(i), counts[i]);
            }
        }
        return map;
    }

    /** Reads what another router wrote; an InvalidRouteTableException says that it is none. */
    static Latencies from(Map<String, Object> map) {
        if (map.isEmpty()) {
            return NONE;
        }
        long[] counts = new long[RANGES];
        for (String range : map.keySet()) {
            int index = range.matches("\\d{1,4}") ? Integer.parseInt(range) : RANGES;
            if (index >= RANGES) {
                throw new InvalidRouteTableException("'%s' is no range of time".formatted(range));
            }
            counts[index] = Json.number(map, range);
        }
        return new Latencies(counts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies latencies && toMap().equals(latencies.toMap());
    }

    @Override
    public int hashCode() {
        return toMap().hashCode();
    }

    @Override
    public String toString() {
        return "Latencies" + toMap();
    }
}
