package dev.sampan.router;

/**
 * What the router needs to know of an answer before its bytes go on.
 *
 * @param statusStart where the three digits of the status begin in the head's bytes; the reason follows up to the line's end
 * @param framing a length, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}
 * @param declaredLength the Content-Length field when there is one, else -1; for HEAD and 304 it describes no body
 * @param keepAlive whether the upstream connection can carry another request
 * @param keepAliveSeconds how long the upstream says it keeps an idle connection, or -1
 */
record ResponseHead(
        int status,
        int statusStart,
        long framing,
        long declaredLength,
        boolean keepAlive,
        int keepAliveSeconds,
        boolean webSocket) {

    /** The same, of a body whose length is not known beforehand. */
    ResponseHead withoutLength() {
        return new ResponseHead(
                status, statusStart, Framing.CHUNKED, -1, keepAlive, keepAliveSeconds, webSocket);
    }
}
