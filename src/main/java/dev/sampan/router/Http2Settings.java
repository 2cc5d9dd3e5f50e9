package dev.sampan.router;

import io.netty.buffer.ByteBuf;

/** What the peer of an HTTP/2 connection asks for (RFC 9113 section 6.5.2). */
final class Http2Settings {

    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;

    /** RFC 8441 section 3. */
    static final int ENABLE_CONNECT_PROTOCOL = 8;

    private long initialWindow = 65_535;
    private long maxStreams = Integer.MAX_VALUE;

    /**
     * Follows a SETTINGS frame.
     *
     * @return by how much the window of every open stream changes
     */
    long update(ByteBuf values) {
        long before = initialWindow;
        while (values.isReadable()) {
            int name = values.readUnsignedShort();
            long value = values.readUnsignedInt();
            switch (name) {
                case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL -> require(value <= 1);
                case MAX_FRAME_SIZE -> require(value >= 16_384 && value <= 16_777_215);
                case MAX_CONCURRENT_STREAMS -> maxStreams = value;
                case INITIAL_WINDOW_SIZE -> {
                    if (value > Integer.MAX_VALUE) {
                        throw Http2Failure.connection(
                                Http2Error.FLOW_CONTROL_ERROR, "a window larger than there can be");
                    }
                    initialWindow = value;
                }
                default -> {}
            }
        }
        return initialWindow - before;
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw Http2Failure.protocol("a setting with a value that it cannot have");
        }
    }

    long initialWindow() {
        return initialWindow;
    }

    long maxStreams() {
        return maxStreams;
    }
}
