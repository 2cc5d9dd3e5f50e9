package dev.sampan.router;

/**
 * One request as the access log tells it; the query is left out since it may hold secrets.
 *
 * @param status 499 when the client left before the answer ended
 * @param received bytes of the request's body
 * @param sent bytes of the answer's body
 */
record AccessEntry(
        long millis,
        long durationNanos,
        String id,
        String client,
        String method,
        String host,
        String path,
        Protocol protocol,
        int status,
        long received,
        long sent,
        String route,
        String target,
        int attempts) {

    private static final String HEX = "0123456789abcdef";
    private static final byte[] TIME = Ascii.bytes("{\"time\":");
    private static final byte[] ID = Ascii.bytes(",\"id\":\"");
    private static final byte[] CLIENT = Ascii.bytes("\",\"client\":\"");
    private static final byte[] METHOD = Ascii.bytes("\",\"method\":\"");
    private static final byte[] HOST = Ascii.bytes("\",\"host\":\"");
    private static final byte[] PATH = Ascii.bytes("\",\"path\":\"");
    private static final byte[] PROTOCOL = Ascii.bytes("\",\"protocol\":\"");
    private static final byte[] STATUS = Ascii.bytes("\",\"status\":");
    private static final byte[] RECEIVED = Ascii.bytes(",\"received\":");
    private static final byte[] SENT = Ascii.bytes(",\"sent\":");
    private static final byte[] MICROS = Ascii.bytes(",\"micros\":");
    private static final byte[] ROUTE = Ascii.bytes(",\"route\":\"");
    private static final byte[] TARGET = Ascii.bytes("\",\"target\":\"");
    private static final byte[] ATTEMPTS = Ascii.bytes("\",\"attempts\":");
    private static final byte[] ESCAPE = Ascii.bytes("\\u00");
    private static final byte[] END = Ascii.bytes("}\n");

    /** A message that could not be read as a request. */
    static AccessEntry refused(String id, String client, Protocol protocol, int status) {
        return new AccessEntry(
                System.currentTimeMillis(),
                0,
                id,
                client,
                "",
                "",
                "",
                protocol,
                status,
                0,
                0,
                "",
                "",
                0);
    }

    /** Writes it as one line of JSON in ASCII. */
    AsciiWriter writeTo(AsciiWriter out) {
        out.put(TIME).put(millis);
        out.put(ID).put(id); // letters, digits and signs that need no escape
        text(out, CLIENT, client);
        text(out, METHOD, method);
        text(out, HOST, host);
        text(out, PATH, path);
        out.put(PROTOCOL).put(protocol.toString());
        out.put(STATUS).put(status);
        out.put(RECEIVED).put(received);
        out.put(SENT).put(sent);
        out.put(MICROS).put(durationNanos / 1000);
        text(out, ROUTE, route);
        text(out, TARGET, target);
        return out.put(ATTEMPTS).put(attempts).put(END);
    }

    private static void text(AsciiWriter out, byte[] name, String value) {
        out.put(name);
        if (isPlain(value)) {
            out.put(value);
        } else {
            escaped(out, value);
        }
    }

    private static void escaped(AsciiWriter out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                out.put((byte) c);
            } else if (c == '"' || c == '\\') {
                out.put((byte) '\\').put((byte) c);
            } else {
                out.put(ESCAPE)
                        .put((byte) HEX.charAt((c >> 4) & 15))
                        .put((byte) HEX.charAt(c & 15));
            }
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
    }
}
