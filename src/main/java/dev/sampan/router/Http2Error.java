package dev.sampan.router;

/** Why a stream or a connection of HTTP/2 ends, by its number (RFC 9113 section 7). */
enum Http2Error {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    /** The error of a number; an unknown one says no more than that the peer gave up. */
    static Http2Error of(long code) {
        Http2Error[] all = values();
        return code < all.length ? all[(int) code] : CANCEL;
    }

    int code() {
        return ordinal();
    }
}
