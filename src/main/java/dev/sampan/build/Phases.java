package dev.sampan.build;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures phases that follow one another. */
final class Phases {

    private final List<PhaseTiming> ended = new ArrayList<>();
    private long start = System.nanoTime();

    /** Ends a phase; the next one begins. */
    void end(String phase) {
        long now = System.nanoTime();
        ended.add(new PhaseTiming(phase, Duration.ofNanos(now - start)));
        start = now;
    }

    List<PhaseTiming> ended() {
        return List.copyOf(ended);
    }
}
