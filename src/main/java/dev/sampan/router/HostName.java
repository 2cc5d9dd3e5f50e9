package dev.sampan.router;

/** Reads the value of a Host field: `name`, `name:port`, `[v6]`, `[v6]:port` (RFC 9110 section 7.2). */
final class HostName {

    private HostName() {}

    /** Reads the name in lower case, without port and closing dot. */
    static String parse(byte[] bytes, int start, int end) {
        int nameEnd = start < end && bytes[start] == '[' ? literal(bytes, start, end) : start;
        if (nameEnd == start) {
            while (nameEnd < end && HttpSyntax.isHost(bytes[nameEnd])) {
                nameEnd++;
            }
        }
        if (nameEnd == start || nameEnd - start > 255) {
            throw Refusal.badRequest("the host name is malformed");
        }
        if (nameEnd < end) {
            checkPort(bytes, nameEnd, end);
        }
        boolean closingDot = bytes[nameEnd - 1] == '.';
        if (closingDot && nameEnd - start == 1) {
            throw Refusal.badRequest("the host name is malformed");
        }
        return Ascii.lowerText(bytes, start, closingDot ? nameEnd - 1 : nameEnd);
    }

    private static int literal(byte[] bytes, int start, int end) {
        int at = start + 1;
        while (at < end
                && (HttpSyntax.hexValue(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        if (at >= end || bytes[at] != ']' || at == start + 1) {
            throw Refusal.badRequest("the host address is malformed");
        }
        return at + 1;
    }

    private static void checkPort(byte[] bytes, int colon, int end) {
        boolean valid = bytes[colon] == ':' && end - colon <= 6;
        for (int i = colon + 1; valid && i < end; i++) {
            valid = HttpSyntax.isDigit(bytes[i]);
        }
        if (!valid) {
            throw Refusal.badRequest("the host name is malformed");
        }
    }
}
