package dev.sampan.router;

import io.netty.channel.ChannelHandlerContext;

/** What a peer may send on all streams of an HTTP/2 connection together before we take it further. */
final class ReceiveWindow {

    private static final int DEFAULT = 65_535;
    private static final int WORTHWHILE = 1024;

    private final ChannelHandlerContext context;
    private final int size;
    private int left;
    private int unreported;

    ReceiveWindow(ChannelHandlerContext context, int size) {
        this.context = context;
        this.size = size;
        this.left = size;
    }

    /** Widens the window to its size. */
    void start() {
        FrameWriter.windowUpdate(context, 0, size - DEFAULT);
    }

    /**
     * Counts what came.
     *
     * @throws Http2Failure when it is more than allowed
     */
    void receive(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw Http2Failure.connection(
                    Http2Error.FLOW_CONTROL_ERROR, "more content than the window allows");
        }
    }

    /** Whether the peer may send a piece of content worth the name. */
    boolean isOpen() {
        return left >= WORTHWHILE;
    }

    /**
     * Counts what was taken further, and tells the peer of it when it is much.
     *
     * @return whether there is something to flush
     */
    boolean consume(int bytes) {
        unreported += bytes;
        if (unreported < size / 2) {
            return false;
        }
        FrameWriter.windowUpdate(context, 0, unreported);
        left += unreported;
        unreported = 0;
        return true;
    }
}
