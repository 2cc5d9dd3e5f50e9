package dev.sampan.router;

import java.util.Locale;

/** Writes the head of an answer anew for a client that speaks HTTP/2. */
final class Http2ResponseWriter {

    private Http2ResponseWriter() {}

    static void write(HeadWriter out, MessageHead head, ResponseHead response) {
        HpackWriter.status(out.clear(), response.status());
        HpackWriter.fields(out, head);
        if (response.declaredLength() >= 0) {
            HpackWriter.field(out, "content-length", Long.toString(response.declaredLength()));
        }
    }

    /** The answer to a request for a WebSocket that the app accepted (RFC 8441 section 5). */
    static void writeSwitch(HeadWriter out, MessageHead head) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.field(i) == Field.SEC_WEBSOCKET_ACCEPT) {
                head.drop(i);
            }
        }
        HpackWriter.status(out.clear(), 200);
        HpackWriter.fields(out, head);
    }

    /** Writes the head of an answer of the router's own. */
    static void write(HeadWriter out, LocalAnswer answer) {
        HpackWriter.status(out.clear(), answer.status());
        for (LocalAnswer.HeaderField field : answer.fields()) {
            HpackWriter.field(out, field.name().toLowerCase(Locale.ROOT), field.value());
        }
        HpackWriter.field(out, "content-length", Integer.toString(answer.body().length));
    }
}
