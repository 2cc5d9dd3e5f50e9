package dev.sampan.router;

import dev.sampan.unit.RequestRate;
import java.util.concurrent.atomic.AtomicLong;

/** Counts events against a rate by one number, the time at which all so far would have come evenly (GCRA, ITU-T I.371). */
final class RateBucket {

    private final AtomicLong due;

    RateBucket(long now) {
        due = new AtomicLong(now);
    }

    /**
     * Takes one event.
     *
     * @param now {@link System#nanoTime}
     * @return 0, or the nanoseconds until it would be allowed, and then it is not counted
     */
    long take(RequestRate rate, long now) {
        long interval = rate.intervalNanos();
        long tolerance = interval * (rate.burst() - 1L);
        while (true) {
            long before = due.get();
            long ahead = Math.max(0, before - now);
            if (ahead > tolerance) {
                return ahead - tolerance;
            }
            if (due.compareAndSet(before, now + ahead + interval)) {
                return 0;
            }
        }
    }

    /** Whether nothing is remembered that would hold an event back. */
    boolean isIdle(long now) {
        return ahead(now) == 0;
    }

    /** How far it is ahead of what would have come evenly, in nanoseconds; 0 when it is not. */
    long ahead(long now) {
        return Math.max(0, due.get() - now);
    }

    /** Counts what another bucket has counted. */
    void add(long ahead, long now) {
        due.updateAndGet(before -> Math.max(before, now) + ahead);
    }
}
