package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** One message head as bytes and offsets; a worker owns one for requests and one for answers and fills it anew each time. */
final class MessageHead {

    static final int MAX_FIELDS = 100;

    /** Fields that the router may add. */
    private static final int ADDED = 4;

    private byte[] bytes = new byte[2048];
    private int startLineEnd;
    private int fields;
    private int end;
    private final int[] nameStart = new int[MAX_FIELDS + ADDED];
    private final int[] nameEnd = new int[MAX_FIELDS + ADDED];
    private final int[] valueStart = new int[MAX_FIELDS + ADDED];
    private final int[] valueEnd = new int[MAX_FIELDS + ADDED];
    private final Field[] known = new Field[MAX_FIELDS + ADDED];
    private final boolean[] dropped = new boolean[MAX_FIELDS + ADDED];

    /**
     * Takes the head off the buffer and reads its fields; every line is known to end in CR LF.
     *
     * @throws Refusal on a field that breaks RFC 9112 section 5
     */
    void load(ByteBuf in, int length) {
        if (bytes.length < length) {
            bytes = new byte[HeadScanner.MAX_HEAD];
        }
        in.readBytes(bytes, 0, length);
        int at = 0;
        while (bytes[at] != '\r') {
            at++;
        }
        requireLineFeed(at + 1);
        startLineEnd = at;
        at += 2;
        fields = 0;
        end = length - 2;
        while (at < end) {
            if (fields == MAX_FIELDS) {
                throw new Refusal(431, "the header has more than 100 fields");
            }
            at = readField(at);
        }
    }

    /**
     * Reads fields without a start line, each known to end in CR LF.
     *
     * @throws Refusal on a field that breaks RFC 9112 section 5
     */
    void loadFields(byte[] source, int length) {
        begin();
        append(source, 0, length);
        int at = 0;
        while (at < length) {
            if (fields == MAX_FIELDS) {
                throw new Refusal(431, "more than 100 fields follow the body");
            }
            at = readField(at);
        }
    }

    /** Begins a head that comes as fields and not as lines. */
    void begin() {
        fields = 0;
        startLineEnd = 0;
        end = 0;
    }

    /** Puts bytes into the head that belong to no field, and returns where they begin. */
    int append(byte[] source, int from, int to) {
        int start = end;
        ensure(to - from);
        System.arraycopy(source, from, bytes, start, to - from);
        end += to - from;
        return start;
    }

    /** Ends what was appended as the start line. */
    void endStartLine() {
        startLineEnd = end;
    }

    /** Adds a field whose name and value are known to be valid; false when there are too many. */
    boolean add(byte[] name, int nameLength, byte[] value, int from, int to) {
        if (fields == MAX_FIELDS) {
            return false;
        }
        int index = fields++;
        nameStart[index] = append(name, 0, nameLength);
        nameEnd[index] = end;
        valueStart[index] = append(value, from, to);
        valueEnd[index] = end;
        known[index] =
                underscored(name, nameLength) ? Field.UNDERSCORED : Field.of(name, 0, nameLength);
        dropped[index] = false;
        return true;
    }

    private static boolean underscored(byte[] name, int length) {
        for (int i = 0; i < length; i++) {
            if (name[i] == '_') {
                return true;
            }
        }
        return false;
    }

    private void ensure(int more) {
        if (bytes.length < end + more) {
            bytes = Arrays.copyOf(bytes, Math.max(HeadScanner.MAX_HEAD + 1024, end + more));
        }
    }

    private int readField(int start) {
        int at = start;
        boolean underscore = false;
        while (HttpSyntax.isToken(bytes[at])) {
            underscore |= bytes[at] == '_';
            at++;
        }
        if (at == start || bytes[at] != ':') {
            throw Refusal.badRequest("a header field name is malformed");
        }
        int index = fields++;
        nameStart[index] = start;
        nameEnd[index] = at;
        known[index] = underscore ? Field.UNDERSCORED : Field.of(bytes, start, at);
        dropped[index] = false;
        at++;
        while (bytes[at] == ' ' || bytes[at] == '\t') {
            at++;
        }
        valueStart[index] = at;
        while (HttpSyntax.isValue(bytes[at])) {
            at++;
        }
        if (bytes[at] != '\r') {
            throw Refusal.badRequest("a header field value holds a control character");
        }
        requireLineFeed(at + 1);
        int last = at;
        while (last > valueStart[index] && (bytes[last - 1] == ' ' || bytes[last - 1] == '\t')) {
            last--;
        }
        valueEnd[index] = last;
        return at + 2;
    }

    private void requireLineFeed(int at) {
        if (bytes[at] != '\n') {
            throw Refusal.badRequest("a carriage return stands alone");
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int startLineEnd() {
        return startLineEnd;
    }

    int fields() {
        return fields;
    }

    Field field(int index) {
        return known[index];
    }

    int nameStart(int index) {
        return nameStart[index];
    }

    int nameEnd(int index) {
        return nameEnd[index];
    }

    int valueStart(int index) {
        return valueStart[index];
    }

    int valueEnd(int index) {
        return valueEnd[index];
    }

    void drop(int index) {
        dropped[index] = true;
    }

    boolean isDropped(int index) {
        return dropped[index];
    }

    boolean nameIs(int index, byte[] lower) {
        return Ascii.equalsIgnoreCase(bytes, nameStart[index], nameEnd[index], lower);
    }

    boolean valueIs(int index, byte[] lower) {
        return Ascii.equalsIgnoreCase(bytes, valueStart[index], valueEnd[index], lower);
    }

    String value(int index) {
        return Ascii.text(bytes, valueStart[index], valueEnd[index]);
    }

    /** Adds a field at the end, ASCII; there may be four. */
    void add(String name, String value) {
        int start = startLineEnd + 2;
        for (int i = 0; i < fields; i++) {
            start = Math.max(start, valueEnd[i]);
        }
        byte[] text = Ascii.bytes(name + value);
        if (start + text.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, start + text.length);
        }
        System.arraycopy(text, 0, bytes, start, text.length);
        nameStart[fields] = start;
        nameEnd[fields] = start + name.length();
        valueStart[fields] = nameEnd[fields];
        valueEnd[fields] = start + text.length;
        known[fields] = Field.OTHER;
        dropped[fields] = false;
        fields++;
    }
}
