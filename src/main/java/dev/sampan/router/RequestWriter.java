package dev.sampan.router;

/** Writes the head of a request anew for the app. */
final class RequestWriter {

    private static final byte[] SPACE = {' '};
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] EXPECT = Ascii.bytes("Expect: 100-continue\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes("\r\nX-Request-Id: ");

    private RequestWriter() {}

    static void write(
            AsciiWriter out,
            MessageHead head,
            RequestHead request,
            Peer peer,
            long millis,
            String requestId) {
        out.clear().put(request.method()).put(SPACE);
        if (request.pathStart() == request.pathEnd()) {
            out.put(request.method().equals("OPTIONS") ? "*" : "/");
        } else {
            out.put(head.bytes(), request.pathStart(), request.pathEnd());
        }
        out.put(VERSION);
        String host = request.hostField();
        if (host != null) {
            out.put(HOST).put(host).endLine();
        }
        out.putFields(head)
                .put(peer.forwarded())
                .put(millis)
                .put(REQUEST_ID)
                .put(requestId)
                .endLine();
        if (request.framing() == Framing.CHUNKED) {
            out.put(CHUNKED);
        } else if (request.framing() > 0 || hasEmptyBody(request)) {
            out.put(LENGTH).put(request.framing()).endLine();
        }
        if (request.expectContinue()) {
            out.put(EXPECT);
        }
        if (request.webSocket()) {
            out.put(UPGRADE);
        }
        out.endLine();
    }

    private static boolean hasEmptyBody(RequestHead request) {
        return switch (request.method()) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }
}
