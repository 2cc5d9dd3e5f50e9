package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/**
 * What the router needs to know of a request before its bytes go on.
 *
 * @param pathStart where the origin-form target begins in the head's bytes
 * @param pathEnd where it ends
 * @param host lower case, without port; empty when an HTTP/1.0 client sent none
 * @param hostField what goes upstream when the target named the host, else null: the client's own field goes
 * @param framing a length, or {@link Framing#CHUNKED}
 * @param requestId the client's, when it is a valid one
 */
record RequestHead(
        String method,
        int pathStart,
        int pathEnd,
        Protocol protocol,
        String host,
        @Nullable String hostField,
        long framing,
        boolean keepAlive,
        boolean webSocket,
        boolean expectContinue,
        boolean acceptsHtml,
        @Nullable String requestId) {

    boolean http10() {
        return protocol == Protocol.HTTP_1_0;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether an answer of this status, which is none of a switch, would be one for the client (RFC 8441 section 5). */
    boolean opensTunnel(int status) {
        return webSocket && protocol == Protocol.HTTP_2 && status / 100 == 2;
    }

    /** Whether the request may be sent again when its connection broke before an answer (RFC 9110 section 9.2.2). */
    boolean repeatable() {
        return framing == 0
                && !webSocket
                && switch (method) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }
}
