package dev.sampan.router;

/** What a peer may send on all streams of an HTTP/2 connection together before we take it further. */
final class ReceiveWindow {

    private static final int DEFAULT = 65_535;

    private final int size;
    private int left;
    private int unreported;

    ReceiveWindow(int size) {
        this.size = size;
        this.left = size;
    }

    /** By how much the window is to be widened at the start. */
    int beyondDefault() {
        return size - DEFAULT;
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

    /**
     * Counts what was taken further.
     *
     * @return by how much the window is to be widened now, or 0
     */
    int consume(int bytes) {
        unreported += bytes;
        if (unreported < size / 2) {
            return 0;
        }
        int increment = unreported;
        unreported = 0;
        left += increment;
        return increment;
    }
}
