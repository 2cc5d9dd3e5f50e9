package dev.sampan.router;

import io.netty.buffer.ByteBuf;

/** Finds the end of a message head as bytes arrive, looks at each byte once, and enforces the limits on the way. */
final class HeadScanner {

    static final int MAX_START_LINE = 8 * 1024;
    static final int MAX_HEAD = MAX_START_LINE + 32 * 1024;

    private int scanned;
    private int lineStart;
    private boolean startLineSeen;

    void reset() {
        scanned = 0;
        lineStart = 0;
        startLineSeen = false;
    }

    /** Whether a part of a head has been seen. */
    boolean started() {
        return scanned > 0;
    }

    /**
     * Scans on from where the last call ended; the buffer must begin with the same bytes.
     *
     * @return the length of the head with its closing empty line, or -1 when more bytes are needed
     * @throws Refusal on a line that does not end in CR LF, or a head that is too large
     */
    int scan(ByteBuf in) {
        int base = in.readerIndex();
        int available = in.readableBytes();
        while (true) {
            int end = in.indexOf(base + scanned, base + Math.min(available, MAX_HEAD), (byte) '\n');
            if (end < 0) {
                scanned = Math.min(available, MAX_HEAD);
                checkSize();
                return -1;
            }
            int lineEnd = end - base;
            if (lineEnd == lineStart || in.getByte(end - 1) != '\r') {
                throw Refusal.badRequest("a line does not end in CR LF");
            }
            scanned = lineEnd + 1;
            boolean empty = lineEnd - 1 == lineStart;
            if (empty && startLineSeen) {
                return scanned;
            }
            if (empty) {
                throw Refusal.badRequest("an empty line stands before the message");
            }
            checkSize();
            startLineSeen = true;
            lineStart = scanned;
        }
    }

    private void checkSize() {
        if (!startLineSeen && scanned > MAX_START_LINE) {
            throw new Refusal(414, "the request line is longer than 8 KB");
        }
        if (scanned >= MAX_HEAD) {
            throw new Refusal(431, "the header is larger than 32 KB");
        }
    }
}
