package dev.sampan.router;

/** Writes the head of an answer anew for the client. */
final class ResponseWriter {

    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("Connection: Upgrade\r\nUpgrade: websocket\r\n");

    private ResponseWriter() {}

    static void write(
            HeadWriter out,
            MessageHead head,
            ResponseHead response,
            RequestHead request,
            boolean chunked,
            boolean close) {
        out.clear().put(VERSION).put(head.bytes(), response.statusStart(), head.startLineEnd());
        if (head.startLineEnd() == response.statusStart() + 3) {
            out.put(" ");
        }
        out.endLine().putFields(head);
        if (response.webSocket() && response.status() == 101) {
            out.put(UPGRADE).endLine();
            return;
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
}
