package dev.sampan.scheduler;

import java.time.Duration;

/**
 * How long to wait before an instance that ended is started again: at once after a long life, twice as long after each
 * short one.
 *
 * @param first the wait after the first short life
 * @param longest the longest wait
 * @param calm a life at least this long is forgiven
 */
record RestartBackoff(Duration first, Duration longest, Duration calm) {

    static final RestartBackoff DEFAULT =
            new RestartBackoff(
                    Duration.ofMillis(200), Duration.ofMinutes(1), Duration.ofMinutes(1));

    /** How many short lives in a row there have been, now that one of this length has ended. */
    int failures(int before, Duration lived) {
        return forgives(lived) ? 1 : before + 1;
    }

    /** Whether a life was so long that its end is no sign of others. */
    boolean forgives(Duration lived) {
        return lived.compareTo(calm) >= 0;
    }

    /** The wait after that many short lives in a row, one or more. */
    Duration delay(int failures) {
        int doublings = Math.min(failures - 1, 20);
        Duration delay = first.multipliedBy(1L << doublings);
        return delay.compareTo(longest) > 0 ? longest : delay;
    }
}
