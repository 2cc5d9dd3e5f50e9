package dev.sampan.router;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the head of an answer anew for a client that speaks HTTP/2. */
final class Http2ResponseWriter {

    private Http2ResponseWriter() {}

    /**
     * Writes the head of an app's answer.
     *
     * @param hsts the value of Strict-Transport-Security behind what the app says itself; null for none
     */
    static void write(
            AsciiWriter out, MessageHead head, ResponseHead response, @Nullable String hsts) {
        HpackWriter.status(out.clear(), response.status());
        HpackWriter.fields(out, head);
        if (response.declaredLength() >= 0) {
            HpackWriter.field(out, "content-length", Long.toString(response.declaredLength()));
        }
        if (hsts != null) {
            HpackWriter.field(out, "strict-transport-security", hsts);
        }
    }

    /** The answer to a request for a WebSocket that the app accepted (RFC 8441 section 5). */
    static void writeSwitch(AsciiWriter out, MessageHead head) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.field(i) == Field.SEC_WEBSOCKET_ACCEPT) {
                head.drop(i);
            }
        }
        HpackWriter.status(out.clear(), 200);
        HpackWriter.fields(out, head);
    }

    /** Writes the head of an answer of the router's own. */
    static void write(AsciiWriter out, Answer answer) {
        HpackWriter.status(out.clear(), answer.status());
        answer.fields()
                .forEach(
                        (name, value) ->
                                HpackWriter.field(out, name.toLowerCase(Locale.ROOT), value));
        HpackWriter.field(out, "content-length", Integer.toString(answer.content().length));
    }
}
