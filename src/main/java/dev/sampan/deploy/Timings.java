package dev.sampan.deploy;

import dev.sampan.build.PhaseTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How long each phase of one deploy took. */
final class Timings {

    /** What is less would be shown as nothing. */
    private static final long SHOWN = 500_000;

    private final List<PhaseTiming> phases = new ArrayList<>();
    private final long begun = System.nanoTime();

    /** Something that takes time, gives a result and can be interrupted. */
    interface Phase<T> {

        T run() throws InterruptedException;
    }

    <T> T time(String phase, Phase<T> work) throws InterruptedException {
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            phases.add(new PhaseTiming(phase, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    void addAll(List<PhaseTiming> more) {
        phases.addAll(more);
    }

    /** A table for people, one phase that took time a line, the total last. */
    List<String> table() {
        return table(phases, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** What belongs to no phase, such as to wait for other builds, has a line too, so that the lines add up. */
    static List<String> table(List<PhaseTiming> phases, Duration total) {
        Duration rest = phases.stream().map(PhaseTiming::took).reduce(total, Duration::minus);
        List<String> lines = new ArrayList<>();
        Stream.concat(phases.stream(), Stream.of(new PhaseTiming("other", rest)))
                .filter(phase -> phase.took().toNanos() >= SHOWN)
                .forEach(phase -> lines.add(row(phase.phase(), phase.took())));
        lines.add(row("total", total));
        return lines;
    }

    private static String row(String phase, Duration took) {
        return "%-12s %7.3f s".formatted(phase, took.toNanos() / 1e9);
    }
}
