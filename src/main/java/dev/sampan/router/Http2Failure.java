package dev.sampan.router;

/**
 * Why a connection of HTTP/2, or one stream of it, cannot go on; without a stack, since peers provoke it at will.
 *
 * <p>A stream of 0 means the whole connection.
 */
final class Http2Failure extends RuntimeException {

    private final Http2Error error;
    private final int stream;

    private Http2Failure(int stream, Http2Error error, String reason) {
        super(reason, null, false, false);
        this.stream = stream;
        this.error = error;
    }

    static Http2Failure connection(Http2Error error, String reason) {
        return new Http2Failure(0, error, reason);
    }

    static Http2Failure protocol(String reason) {
        return new Http2Failure(0, Http2Error.PROTOCOL_ERROR, reason);
    }

    static Http2Failure compression(String reason) {
        return new Http2Failure(0, Http2Error.COMPRESSION_ERROR, reason);
    }

    static Http2Failure stream(int stream, Http2Error error, String reason) {
        return new Http2Failure(stream, error, reason);
    }

    Http2Error error() {
        return error;
    }

    int stream() {
        return stream;
    }

    String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
