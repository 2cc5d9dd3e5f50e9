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

    /** A message that could not be read as a request. */
    static AccessEntry refused(String id, String client, int status) {
        return new AccessEntry(
                System.currentTimeMillis(),
                0,
                id,
                client,
                "",
                "",
                "",
                Protocol.HTTP_1_1,
                status,
                0,
                0,
                "",
                "",
                0);
    }

    void appendTo(StringBuilder out) {
        out.append("{\"time\":").append(millis);
        text(out, "id", id);
        text(out, "client", client);
        text(out, "method", method);
        text(out, "host", host);
        text(out, "path", path);
        text(out, "protocol", protocol.toString());
        out.append(",\"status\":").append(status);
        out.append(",\"received\":").append(received);
        out.append(",\"sent\":").append(sent);
        out.append(",\"micros\":").append(durationNanos / 1000);
        text(out, "route", route);
        text(out, "target", target);
        out.append(",\"attempts\":").append(attempts).append("}\n");
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":\"");
        int plain = 0;
        while (plain < value.length() && isPlain(value.charAt(plain))) {
            plain++;
        }
        out.append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append("\\u00").append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
            }
        }
        out.append('"');
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
    }
}
