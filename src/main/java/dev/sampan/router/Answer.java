package dev.sampan.router;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the router answers in an app's place, whatever the client speaks.
 *
 * @param status the HTTP status
 * @param fields header fields besides Content-Length and those of the connection, in their order; ASCII
 * @param title what happened, in place of what the status says
 * @param page HTML in place of the router's own page
 * @param body what is sent; null until a page has been made of the rest
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Answer(
        int status,
        Map<String, String> fields,
        @Nullable String title,
        @Nullable String page,
        byte @Nullable [] body) {

    Answer {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static Answer of(int status) {
        return new Answer(status, Map.of(), null, null, null);
    }

    static Answer of(int status, String field, String value) {
        return new Answer(status, Map.of(field, value), null, null, null);
    }

    /** An answer that is sent as it is. */
    static Answer whole(int status, Map<String, String> fields, byte[] body) {
        return new Answer(status, fields, null, null, body);
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

    /** Tells who comes when there is no room that there will be; without a page, since many may come then. */
    static Answer comeAgain() {
        return whole(503, Map.of("Retry-After", "2"), new byte[0]);
    }

    boolean isWhole() {
        return body != null;
    }

    /** What is sent after the header, unless the request was HEAD. */
    byte[] content() {
        byte[] known = body;
        if (known == null) {
            throw new IllegalStateException("No page was made of an answer of " + status);
        }
        return known;
    }

    Answer withTitle(String newTitle) {
        return new Answer(status, fields, newTitle, page, body);
    }

    Answer withPage(@Nullable String newPage) {
        return new Answer(status, fields, title, newPage, body);
    }
}
