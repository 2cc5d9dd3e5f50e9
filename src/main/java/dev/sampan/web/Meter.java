package dev.sampan.web;

import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * Use against a limit, as a bar with its numbers beside it.
 *
 * @param label what is used
 * @param text the numbers: `20 MiB of 512 MiB`
 * @param percent of the limit, 0 to 100
 * @param limited whether there is a limit; without one there is no bar
 */
record Meter(String label, String text, int percent, boolean limited) {

    /** A share of the limit from which a person should look. */
    private static final int HIGH = 90;

    static Meter of(String label, DataSize used, Optional<DataSize> limit) {
        return limit.map(
                        most ->
                                bar(
                                        label,
                                        used.toText(),
                                        most.toText(),
                                        used.bytes(),
                                        most.bytes()))
                .orElseGet(() -> unlimited(label, used.toText()));
    }

    static Meter of(String label, long used, Optional<Integer> limit) {
        return limit.map(
                        most ->
                                bar(
                                        label,
                                        Long.toString(used),
                                        Integer.toString(most),
                                        used,
                                        most.longValue()))
                .orElseGet(() -> unlimited(label, Long.toString(used)));
    }

    /**
     * Processor time.
     *
     * @param millis thousandths of a processor in use
     * @param limit thousandths of a processor that are allowed
     */
    static Meter ofCpu(String label, long millis, Optional<Integer> limit) {
        return limit.map(
                        most -> {
                            int percent = percent(millis, most);
                            return new Meter(
                                    label,
                                    "%d %% of %s CPU".formatted(percent, decimal(most)),
                                    percent,
                                    true);
                        })
                .orElseGet(() -> unlimited(label, "%d %% of one CPU".formatted(millis / 10)));
    }

    public boolean high() {
        return percent >= HIGH;
    }

    private static Meter bar(String label, String used, String limit, long value, long most) {
        return new Meter(label, used + " of " + limit, percent(value, most), true);
    }

    private static Meter unlimited(String label, String used) {
        return new Meter(label, used + ", no limit", 0, false);
    }

    private static int percent(long value, long most) {
        return most <= 0 ? 0 : Math.clamp(Math.round(100.0 * value / most), 0, 100);
    }

    private static String decimal(int millis) {
        return java.math.BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
