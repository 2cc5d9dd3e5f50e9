package dev.sampan.deploy;

import dev.sampan.build.PhaseTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long each phase of one deploy took. */
final class Timings {

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

    /** A table for people, one phase a line, the total last. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        phases.forEach(phase -> lines.add(row(phase.phase(), phase.took())));
        lines.add(row("total", Duration.ofNanos(System.nanoTime() - begun)));
        return lines;
    }

    private static String row(String phase, Duration took) {
        return "%-12s %7.3f s".formatted(phase, took.toNanos() / 1e9);
    }
}
