package dev.sampan.router;

/**
 * Writes header blocks that use nothing of a connection's state (RFC 7541): fields go as they are, so a block is right on any
 * connection, and none needs a table for what it sends.
 */
final class HpackWriter {

    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] SET_COOKIE = Ascii.bytes("set-cookie");
    private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");
    private static final byte STATUS = 8;
    private static final byte LITERAL = 0;

    /** Not to be kept in any table on the way, for those who compress could find out secrets by its size. */
    private static final byte NEVER_INDEXED = 0x10;

    private HpackWriter() {}

    static void status(AsciiWriter out, int status) {
        int index =
                switch (status) {
                    case 200 -> 8;
                    case 204 -> 9;
                    case 206 -> 10;
                    case 304 -> 11;
                    case 400 -> 12;
                    case 404 -> 13;
                    case 500 -> 14;
                    default -> 0;
                };
        if (index > 0) {
            out.put((byte) (0x80 | index));
        } else {
            out.put(STATUS).put((byte) 3).put(status);
        }
    }

    static void field(AsciiWriter out, String name, String value) {
        out.put(LITERAL);
        length(out, name.length());
        out.put(name);
        length(out, value.length());
        out.put(value);
    }

    static void field(AsciiWriter out, String name, byte[] value, int start, int end) {
        out.put(LITERAL);
        length(out, name.length());
        out.put(name);
        length(out, end - start);
        out.put(value, start, end);
    }

    /** Writes the fields of a head that are not dropped, with names in lower case. */
    static void fields(AsciiWriter out, MessageHead head) {
        for (int i = 0; i < head.fields(); i++) {
            if (!head.isDropped(i)) {
                field(out, head, i);
            }
        }
    }

    static void field(AsciiWriter out, MessageHead head, int index) {
        out.put(isSecret(head, index) ? NEVER_INDEXED : LITERAL);
        length(out, head.nameEnd(index) - head.nameStart(index));
        out.putLower(head.bytes(), head.nameStart(index), head.nameEnd(index));
        length(out, head.valueEnd(index) - head.valueStart(index));
        out.put(head.bytes(), head.valueStart(index), head.valueEnd(index));
    }

    private static boolean isSecret(MessageHead head, int index) {
        return switch (head.nameEnd(index) - head.nameStart(index)) {
            case 6 -> head.nameIs(index, COOKIE);
            case 10 -> head.nameIs(index, SET_COOKIE);
            case 13 -> head.nameIs(index, AUTHORIZATION);
            default -> false;
        };
    }

    /** A text's length, as a number with a prefix of seven bits. */
    private static void length(AsciiWriter out, int length) {
        if (length < 127) {
            out.put((byte) length);
            return;
        }
        out.put((byte) 127);
        int rest = length - 127;
        while (rest >= 128) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
