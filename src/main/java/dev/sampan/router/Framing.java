package dev.sampan.router;

/** How long a body is, as one number: its length, or one of the two constants. */
final class Framing {

    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;

    private Framing() {}

    /** Reads the one Content-Length field of a message. */
    static long contentLength(MessageHead head, int index) {
        int start = head.valueStart(index);
        int end = head.valueEnd(index);
        if (start == end || end - start > 18) {
            throw Refusal.badRequest("the Content-Length is malformed");
        }
        long length = 0;
        for (int i = start; i < end; i++) {
            if (!HttpSyntax.isDigit(head.bytes()[i])) {
                throw Refusal.badRequest("the Content-Length is malformed");
            }
            length = length * 10 + (head.bytes()[i] - '0');
        }
        return length;
    }
}
