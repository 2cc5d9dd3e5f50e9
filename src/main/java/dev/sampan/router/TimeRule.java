package dev.sampan.router;

import java.time.Duration;

/** How long something may last that the router waits for. */
final class TimeRule {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(7);

    private TimeRule() {}

    /** Refuses a time that is too short or too long, by its name. */
    static void require(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new InvalidRouteTableException(
                    "%s must be between 10 ms and 7 days, not %s".formatted(name, value));
        }
    }
}
