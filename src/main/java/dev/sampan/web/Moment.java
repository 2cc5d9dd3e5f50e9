package dev.sampan.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A point in time as a page shows it.
 *
 * @param iso for programs: `2026-01-31T12:00:00Z`
 * @param text how long ago, or in how long: `3 min ago`
 * @param full date and time of day for people
 */
record Moment(String iso, String text, String full) {

    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int DAYS_COUNTED = 14;

    static Moment of(Instant at, Instant now) {
        return new Moment(at.toString(), relative(at, now), FULL.format(at));
    }

    private static String relative(Instant at, Instant now) {
        Duration distance = Duration.between(at, now);
        if (distance.isNegative()) {
            return "in " + amount(distance.negated());
        }
        if (distance.toDays() >= DAYS_COUNTED) {
            return DAY.format(at);
        }
        return amount(distance) + " ago";
    }

    private static String amount(Duration duration) {
        if (duration.toMinutes() < 1) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 1) {
            return duration.toMinutes() + " min";
        }
        return duration.toDays() < 1 ? duration.toHours() + " h" : days(duration.toDays());
    }

    private static String days(long days) {
        return days == 1 ? "1 day" : days + " days";
    }
}
