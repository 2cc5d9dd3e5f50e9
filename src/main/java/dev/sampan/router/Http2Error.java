package dev.sampan.router;

/** Why a stream or a connection of HTTP/2 ends (RFC 9113 section 7). */
enum Http2Error {
    NO_ERROR(0),
    PROTOCOL_ERROR(1),
    INTERNAL_ERROR(2),
    FLOW_CONTROL_ERROR(3),
    SETTINGS_TIMEOUT(4),
    STREAM_CLOSED(5),
    FRAME_SIZE_ERROR(6),
    REFUSED_STREAM(7),
    CANCEL(8),
    COMPRESSION_ERROR(9),
    CONNECT_ERROR(10),
    ENHANCE_YOUR_CALM(11),
    INADEQUATE_SECURITY(12),
    HTTP_1_1_REQUIRED(13);

    private static final Http2Error[] ALL = values();

    private final int code;

    Http2Error(int code) {
        this.code = code;
    }

    /** The error of a number; an unknown one says no more than that the peer gave up. */
    static Http2Error of(long code) {
        for (Http2Error error : ALL) {
            if (error.code == code) {
                return error;
            }
        }
        return CANCEL;
    }

    int code() {
        return code;
    }
}
