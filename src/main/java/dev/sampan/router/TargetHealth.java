package dev.sampan.router;

import java.util.concurrent.TimeUnit;

/**
 * What one worker has seen of a target's requests: after some failures in a row it gets none for a while, longer each
 * time, and one that succeeds makes up for all.
 */
final class TargetHealth {

    private static final int FAILURES = 5;
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 5;

    private int failures;
    private int ejections;
    private long until;
    private boolean ejected;

    void succeeded() {
        if (failures > 0 || ejected) {
            failures = 0;
            ejections = 0;
            ejected = false;
        }
    }

    /** Counts a connection that failed or broke, or an answer that says that the app is at fault (5xx). */
    void failed(long now) {
        failures++;
        if (failures >= FAILURES) {
            failures = FAILURES - 1;
            until = now + (FIRST_NANOS << Math.min(ejections, MOST_DOUBLINGS));
            ejections++;
            ejected = true;
        }
    }

    /** Whether requests go elsewhere; when the time is over, the next failure ejects again. */
    boolean isEjected(long now) {
        return ejected && now - until < 0;
    }

    /** Without asking for the time: whether it is worth to ask. */
    boolean mayBeEjected() {
        return ejected;
    }
}
