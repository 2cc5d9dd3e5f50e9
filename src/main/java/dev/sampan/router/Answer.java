package dev.sampan.router;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the router answers in an app's place.
 *
 * @param status the HTTP status
 * @param fields header fields besides those that every answer has, ASCII
 * @param title what happened, in place of what the status says
 * @param page HTML in place of the router's own page
 */
record Answer(
        int status, Map<String, String> fields, @Nullable String title, @Nullable String page) {

    static Answer of(int status) {
        return new Answer(status, Map.of(), null, null);
    }

    static Answer of(int status, String field, String value) {
        return new Answer(status, Map.of(field, value), null, null);
    }

    /**
     * Asks the client to come again.
     *
     * @param nanos after how long; whole seconds are told, one at least
     */
    static Answer retryAfter(int status, long nanos) {
        long seconds = Math.max(1, (nanos + 999_999_999L) / 1_000_000_000L);
        return of(status, "Retry-After", Long.toString(seconds));
    }

    Answer withTitle(String newTitle) {
        return new Answer(status, fields, newTitle, page);
    }

    Answer withPage(@Nullable String newPage) {
        return new Answer(status, fields, title, newPage);
    }
}
