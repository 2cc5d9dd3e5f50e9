package dev.sampan.router;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the requests of one app pass.
 *
 * @param mode what happens to a request
 * @param hold how long a request waits while the app is paused, before it gets 503
 * @param waiting how many requests wait at once in one worker; more get 503
 * @param page HTML for the time of maintenance, in place of the router's own
 */
public record Gate(Mode mode, Duration hold, int waiting, @Nullable String page) {

    /** What happens to a request. */
    public enum Mode {
        /** It passes. */
        OPEN,
        /** It gets 503 and a page. */
        MAINTENANCE,
        /** It waits until the app is resumed. */
        PAUSED
    }

    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(30);
    private static final int DEFAULT_WAITING = 1000;

    public static final Gate OPEN = new Gate(Mode.OPEN, DEFAULT_HOLD, DEFAULT_WAITING, null);

    public Gate {
        TimeRule.require("hold", hold);
        if (waiting < 0) {
            throw new InvalidRouteTableException("The number of waiting requests is negative");
        }
        if (page != null) {
            RoutePolicy.checkPage(503, page);
        }
    }

    public static Gate maintenance(@Nullable String page) {
        return new Gate(Mode.MAINTENANCE, DEFAULT_HOLD, DEFAULT_WAITING, page);
    }

    public static Gate paused(Duration hold) {
        return new Gate(Mode.PAUSED, hold, DEFAULT_WAITING, null);
    }
}
