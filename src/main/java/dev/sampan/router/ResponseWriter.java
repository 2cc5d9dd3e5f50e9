package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** Writes the head of an answer anew for the client. */
final class ResponseWriter {

    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] HSTS = Ascii.bytes("Strict-Transport-Security: ");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("Connection: Upgrade\r\nUpgrade: websocket\r\n");

    private ResponseWriter() {}

    static void write(
            AsciiWriter out,
            MessageHead head,
            ResponseHead response,
            RequestHead request,
            @Nullable String hsts,
            boolean chunked,
            boolean close) {
        statusLine(out, head, response);
        out.putFields(head);
        if (hsts != null) {
            out.put(HSTS).put(hsts).endLine();
        }
        if (response.declaredLength() >= 0) {
            out.put(LENGTH).put(response.declaredLength()).endLine();
        } else if (chunked) {
            out.put(CHUNKED);
        }
        if (close) {
            out.put(CLOSE);
        } else if (request.http10()) {
            out.put(KEEP_ALIVE);
        }
        out.endLine();
    }

    /** Writes the answer that ends HTTP on this connection. */
    static void writeSwitch(AsciiWriter out, MessageHead head, ResponseHead response) {
        statusLine(out, head, response);
        out.putFields(head).put(UPGRADE).endLine();
    }

    /** Writes an answer before the answer. */
    static void writeInterim(AsciiWriter out, MessageHead head, ResponseHead response) {
        statusLine(out, head, response);
        out.putFields(head).endLine();
    }

    private static void statusLine(AsciiWriter out, MessageHead head, ResponseHead response) {
        out.clear().put(VERSION).put(head.bytes(), response.statusStart(), head.startLineEnd());
        if (head.startLineEnd() == response.statusStart() + 3) {
            out.put(" ");
        }
        out.endLine();
    }

    /** Writes an answer of the router's own, with its body. */
    static void write(AsciiWriter out, Answer answer, boolean toHead, boolean close) {
        out.clear().put(VERSION).put(answer.status()).put(" ");
        out.put(ReasonPhrase.of(answer.status())).endLine();
        answer.fields().forEach((name, value) -> out.put(name).put(": ").put(value).endLine());
        out.put(LENGTH).put(answer.content().length).endLine();
        if (close) {
            out.put(CLOSE);
        }
        out.endLine();
        if (!toHead) {
            out.put(answer.content());
        }
    }
}
