package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of an HTTP/2 connection into frames, joins header blocks, and refuses what one frame alone shows to be
 * wrong (RFC 9113 sections 4 and 6).
 */
final class FrameReader {

    static final int HEADER = 9;

    /** The longest frame; the default of HTTP/2, and never raised. */
    static final int MAX_FRAME = 16 * 1024;

    /** The longest header block before it is unpacked, and of how many frames it may consist. */
    static final int MAX_BLOCK = 64 * 1024;

    private static final int MAX_CONTINUATIONS = 8;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int HAS_PRIORITY = 32;

    /** Takes the frames; buffers are valid during the call only. */
    interface Handler {

        /** Content of a stream; flowBytes is what it counts for in the windows, padding included. */
        void data(int stream, ByteBuf content, int flowBytes, boolean end);

        void headers(int stream, ByteBuf block, boolean end);

        void reset(int stream, long error);

        void settings(ByteBuf values);

        void ping(long value, boolean acknowledgement);

        void goAway(int lastStream, long error);

        void windowUpdate(int stream, int increment);

        /** A frame that asks for nothing. */
        void ignored();
    }

    private final Handler handler;
    private @Nullable ByteBuf block;
    private int blockStream;
    private int continuations;
    private boolean blockEnds;
    private boolean settingsSeen;
    private long blockSince;

    FrameReader(Handler handler) {
        this.handler = handler;
    }

    /** Whether a header block has begun and not ended. */
    boolean withinBlock() {
        return blockStream != 0;
    }

    /** When the header block began. */
    long blockSince() {
        return blockSince;
    }

    /**
     * Reads one frame.
     *
     * @return false when it has not come wholly
     * @throws Http2Failure when it is not allowed
     */
    boolean read(ByteBuf in) {
        if (in.readableBytes() < HEADER) {
            return false;
        }
        int start = in.readerIndex();
        int length = in.getUnsignedMedium(start);
        int type = in.getUnsignedByte(start + 3);
        int flags = in.getUnsignedByte(start + 4);
        int stream = in.getInt(start + 5) & 0x7fffffff;
        check(type, flags, stream, length);
        if (in.readableBytes() < HEADER + length) {
            return false;
        }
        in.skipBytes(HEADER);
        int end = in.readerIndex() + length;
        ByteBuf payload = in.slice(in.readerIndex(), length);
        in.readerIndex(end);
        dispatch(type, flags, stream, payload);
        return true;
    }

    private void check(int type, int flags, int stream, int length) {
        if (length > MAX_FRAME) {
            throw sized("a frame is longer than 16 KiB");
        }
        if (!settingsSeen && (type != SETTINGS || (flags & ACK) != 0)) {
            throw Http2Failure.protocol("the first frame is not SETTINGS");
        }
        if (blockStream != 0 && (type != CONTINUATION || stream != blockStream)) {
            throw Http2Failure.protocol("a header block is not continued");
        }
        boolean ofStream =
                type == DATA
                        || type == HEADERS
                        || type == PRIORITY
                        || type == RST_STREAM
                        || type == CONTINUATION;
        boolean ofConnection = type == SETTINGS || type == PING || type == GOAWAY;
        if ((ofStream && stream == 0) || (ofConnection && stream != 0)) {
            throw Http2Failure.protocol("a frame on the wrong stream");
        }
        boolean sized =
                switch (type) {
                    case PRIORITY -> length == 5;
                    case RST_STREAM, WINDOW_UPDATE -> length == 4;
                    case PING -> length == 8;
                    case GOAWAY -> length >= 8;
                    case SETTINGS -> (flags & ACK) != 0 ? length == 0 : length % 6 == 0;
                    default -> true;
                };
        if (!sized) {
            throw sized("a frame has the wrong length");
        }
    }

    private void dispatch(int type, int flags, int stream, ByteBuf payload) {
        boolean end = (flags & END_STREAM) != 0;
        switch (type) {
            case DATA -> {
                int flowBytes = payload.readableBytes();
                handler.data(stream, unpadded(payload, flags), flowBytes, end);
            }
            case HEADERS -> headers(stream, flags, payload);
            case RST_STREAM -> handler.reset(stream, payload.readUnsignedInt());
            case SETTINGS -> {
                settingsSeen = true;
                if ((flags & ACK) != 0) {
                    handler.ignored();
                } else {
                    handler.settings(payload);
                }
            }
            case PUSH_PROMISE -> throw Http2Failure.protocol("a pushed stream");
            case PING -> handler.ping(payload.readLong(), (flags & ACK) != 0);
            case GOAWAY ->
                    handler.goAway(payload.readInt() & 0x7fffffff, payload.readUnsignedInt());
            case WINDOW_UPDATE -> handler.windowUpdate(stream, payload.readInt() & 0x7fffffff);
            case CONTINUATION -> continuation(flags, payload);
            default -> handler.ignored();
        }
    }

    private static ByteBuf unpadded(ByteBuf payload, int flags) {
        if ((flags & PADDED) != 0) {
            int padding = payload.isReadable() ? payload.readUnsignedByte() : MAX_FRAME;
            if (padding > payload.readableBytes()) {
                throw Http2Failure.protocol("a frame with more padding than content");
            }
            payload.writerIndex(payload.writerIndex() - padding);
        }
        return payload;
    }

    private void headers(int stream, int flags, ByteBuf payload) {
        ByteBuf part = unpadded(payload, flags);
        if ((flags & HAS_PRIORITY) != 0) {
            if (part.readableBytes() < 5) {
                throw sized("a frame has the wrong length");
            }
            part.skipBytes(5);
        }
        boolean end = (flags & END_STREAM) != 0;
        if ((flags & END_HEADERS) != 0) {
            handler.headers(stream, part, end);
            return;
        }
        blockStream = stream;
        blockSince = System.nanoTime();
        blockEnds = end;
        continuations = 0;
        block = ByteBufAllocator.DEFAULT.heapBuffer(MAX_FRAME).writeBytes(part);
    }

    private void continuation(int flags, ByteBuf payload) {
        ByteBuf joined = block;
        if (joined == null) {
            throw Http2Failure.protocol("a continuation of nothing");
        }
        if (++continuations > MAX_CONTINUATIONS
                || joined.readableBytes() + payload.readableBytes() > MAX_BLOCK) {
            throw Http2Failure.connection(
                    Http2Error.ENHANCE_YOUR_CALM, "a header block is larger than 64 KiB");
        }
        joined.writeBytes(payload);
        if ((flags & END_HEADERS) != 0) {
            int stream = blockStream;
            block = null;
            blockStream = 0;
            try {
                handler.headers(stream, joined, blockEnds);
            } finally {
                joined.release();
            }
        }
    }

    void release() {
        ByteBuf joined = block;
        block = null;
        if (joined != null) {
            joined.release();
        }
    }

    private static Http2Failure sized(String reason) {
        return Http2Failure.connection(Http2Error.FRAME_SIZE_ERROR, reason);
    }
}
