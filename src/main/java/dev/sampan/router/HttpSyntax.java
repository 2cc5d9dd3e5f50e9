package dev.sampan.router;

/** Which bytes may stand where in an HTTP/1 message (RFC 9110 section 5, RFC 9112 sections 3 and 5). */
final class HttpSyntax {

    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final byte DIGIT = 16;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean digit = c >= '0' && c <= '9';
            boolean alphanumeric = digit || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean visible = c > 0x20 && c != 0x7f;
            byte bits = 0;
            bits |= alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0 ? TOKEN : 0;
            bits |= visible || c == ' ' || c == '\t' ? VALUE : 0;
            bits |= visible && c != '#' ? TARGET : 0;
            bits |= alphanumeric || c == '-' || c == '.' || c == '_' ? HOST : 0;
            bits |= digit ? DIGIT : 0;
            CLASSES[c] = bits;
        }
    }

    private HttpSyntax() {}

    static boolean isToken(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    static boolean isValue(byte b) {
        return (CLASSES[b & 0xff] & VALUE) != 0;
    }

    static boolean isTarget(byte b) {
        return (CLASSES[b & 0xff] & TARGET) != 0;
    }

    static boolean isHost(byte b) {
        return (CLASSES[b & 0xff] & HOST) != 0;
    }

    static boolean isDigit(byte b) {
        return (CLASSES[b & 0xff] & DIGIT) != 0;
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexValue(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
