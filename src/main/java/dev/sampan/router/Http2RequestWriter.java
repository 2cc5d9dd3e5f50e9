package dev.sampan.router;

/** Writes the head of a request anew for an app that speaks HTTP/2. */
final class Http2RequestWriter {

    private static final byte[] SLASH = {'/'};
    private static final byte[] STAR = {'*'};

    private Http2RequestWriter() {}

    static void write(
            AsciiWriter out,
            MessageHead head,
            RequestHead request,
            Peer peer,
            long millis,
            String requestId) {
        HpackWriter.field(out.clear(), ":method", request.method());
        HpackWriter.field(out, ":scheme", peer.scheme());
        HpackWriter.field(out, ":authority", authority(head, request));
        if (request.pathStart() < request.pathEnd()) {
            byte[] bytes = head.bytes();
            HpackWriter.field(out, ":path", bytes, request.pathStart(), request.pathEnd());
        } else {
            byte[] path = request.method().equals("OPTIONS") ? STAR : SLASH;
            HpackWriter.field(out, ":path", path, 0, 1);
        }
        HpackWriter.fields(out, head);
        HpackWriter.field(out, "te", "trailers");
        if (request.framing() > 0) {
            HpackWriter.field(out, "content-length", Long.toString(request.framing()));
        }
        if (request.expectContinue()) {
            HpackWriter.field(out, "expect", "100-continue");
        }
        HpackWriter.field(out, "x-forwarded-for", peer.chain());
        HpackWriter.field(out, "x-forwarded-proto", peer.scheme());
        HpackWriter.field(out, "x-forwarded-port", Integer.toString(peer.port()));
        HpackWriter.field(out, "x-request-start", "t=" + millis);
        HpackWriter.field(out, "x-request-id", requestId);
    }

    /** What the client named, from its target or else its Host field, which HTTP/2 does not need. */
    private static String authority(MessageHead head, RequestHead request) {
        String named = request.hostField();
        for (int i = 0; i < head.fields(); i++) {
            if (head.field(i) == Field.HOST && !head.isDropped(i)) {
                head.drop(i);
                return named == null ? head.value(i) : named;
            }
        }
        return named == null ? request.host() : named;
    }
}
