package dev.sampan.acme;

import dev.sampan.app.AppName;
import java.time.Duration;
import java.time.Instant;

/**
 * An app whose certificate comes from an authority.
 *
 * @param failures how often in a row none was issued
 * @param lastError why, the last time; empty after a success
 * @param nextAttempt when the authority may be asked again
 * @param alarmed whether it was said that the certificate ends soon
 */
public record Enrollment(
        AppName app, int failures, String lastError, Instant nextAttempt, boolean alarmed) {

    /** Within the limit of Let's Encrypt of five failures for a host name in an hour. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int LONGEST_TEXT = 1000;

    static Enrollment of(AppName app, Instant now) {
        return new Enrollment(app, 0, "", now, false);
    }

    Enrollment succeeded(Instant now) {
        return new Enrollment(app, 0, "", now, false);
    }

    /** After 1, 2, 4, … hours, at most a day, and not before the authority allows it. */
    Enrollment failed(String error, Instant now, Instant allowed) {
        Duration pause = SHORTEST.multipliedBy(1L << Math.min(failures, 5));
        Instant next = now.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        return new Enrollment(
                app,
                failures + 1,
                error.length() > LONGEST_TEXT ? error.substring(0, LONGEST_TEXT) : error,
                allowed.isAfter(next) ? allowed : next,
                alarmed);
    }

    Enrollment withAlarm() {
        return new Enrollment(app, failures, lastError, nextAttempt, true);
    }
}
