package dev.sampan.router;

import io.netty.buffer.ByteBuf;

/** Follows the frames of a WebSocket that pass one way (RFC 6455 section 5.2), to know where one may be added. */
final class WebSocketFrames {

    private static final int MASKED = 0x80;

    private int header;
    private int headerSize = 2;
    private int lengthEnd = 2;
    private long payload;
    private boolean closed;

    /** Looks at bytes that pass, and leaves them as they are. */
    void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (header < headerSize) {
                readHeader(bytes.getByte(at++));
            } else {
                int skipped = (int) Math.min(payload, end - at);
                payload -= skipped;
                at += skipped;
            }
            if (header == headerSize && payload == 0) {
                header = 0;
                headerSize = 2;
            }
        }
    }

    private void readHeader(byte b) {
        header++;
        if (header == 1) {
            closed |= (b & 0x0f) == 8;
            payload = 0;
        } else if (header == 2) {
            int length = b & 0x7f;
            int lengthBytes = length == 127 ? 8 : length == 126 ? 2 : 0;
            headerSize = 2 + lengthBytes + ((b & MASKED) == 0 ? 0 : 4);
            lengthEnd = 2 + lengthBytes;
            payload = lengthBytes == 0 ? length : 0;
        } else if (header <= lengthEnd) {
            payload = ((payload << 8) | (b & 0xff)) & Long.MAX_VALUE;
        }
    }

    /** Whether a frame may follow now: none is under way, and none has said goodbye. */
    boolean mayAdd() {
        return header == 0 && !closed;
    }
}
