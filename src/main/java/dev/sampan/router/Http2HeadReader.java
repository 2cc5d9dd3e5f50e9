package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fills a message head with the fields of one HTTP/2 header block, and refuses names and values that HTTP/1.1 could read in
 * another way (RFC 9113 section 8.2). A block is always read to its end, since the next one depends on it; what is wrong
 * with it is told afterwards. All connections of a worker share one.
 */
final class Http2HeadReader implements HpackDecoder.Sink {

    /** The fields in front that stand for the start line (RFC 9113 section 8.3). */
    enum Pseudo {
        METHOD(0),
        SCHEME(1),
        AUTHORITY(2),
        PATH(3),
        PROTOCOL(4),
        STATUS(5);

        private static final Pseudo[] ALL = values();

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final byte[] text = Ascii.bytes(":" + name().toLowerCase(Locale.ROOT));

        private final int index;

        Pseudo(int index) {
            this.index = index;
        }

        private static @Nullable Pseudo of(byte[] name, int end) {
            for (Pseudo pseudo : ALL) {
                if (Ascii.isEqual(name, 0, end, pseudo.text)) {
                    return pseudo;
                }
            }
            return null;
        }
    }

    /** What every field counts for besides its bytes (RFC 9113 section 10.5.1). */
    private static final int OVERHEAD = 32;

    static final int MAX_SIZE = HeadScanner.MAX_HEAD;

    private static final byte[] COOKIE = Ascii.bytes("cookie");

    /** Holds any text of the largest block, for Huffman's code makes five bits of eight at best. */
    private final byte[] scratch = new byte[FrameReader.MAX_BLOCK / 5 * 8 + 8];

    private final int[] starts = new int[Pseudo.ALL.length];
    private final int[] ends = new int[Pseudo.ALL.length];
    private @Nullable MessageHead head;
    private byte[] cookies = {};
    private int cookieEnd;
    private int size;
    private boolean fieldsBegun;
    private boolean tooLarge;
    private @Nullable String problem;

    /**
     * Reads a block into a head.
     *
     * @param decoder the connection's
     * @throws Http2Failure when the block itself is malformed; then the connection cannot go on
     */
    void read(HpackDecoder decoder, ByteBuf block, MessageHead into) {
        head = into;
        into.begin();
        Arrays.fill(starts, -1);
        cookieEnd = 0;
        size = 0;
        fieldsBegun = false;
        tooLarge = false;
        problem = null;
        decoder.decode(block, scratch, this);
        if (cookieEnd > 0 && !into.add(COOKIE, COOKIE.length, cookies, 0, cookieEnd)) {
            tooLarge = true;
        }
        head = null;
    }

    /** What is wrong with the fields, or null. */
    @Nullable String problem() {
        return problem;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    boolean has(Pseudo pseudo) {
        return starts[pseudo.index] >= 0;
    }

    boolean hasAny() {
        for (int start : starts) {
            if (start >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Where the value begins in the head's bytes. */
    int start(Pseudo pseudo) {
        return starts[pseudo.index];
    }

    int end(Pseudo pseudo) {
        return ends[pseudo.index];
    }

    @Override
    public void field(byte[] name, int nameEnd, byte[] value, int valueStart, int valueEnd) {
        MessageHead into = head;
        if (into == null || problem != null || tooLarge) {
            return;
        }
        size += nameEnd + valueEnd - valueStart + OVERHEAD;
        if (size > MAX_SIZE) {
            tooLarge = true;
            return;
        }
        if (!isValue(value, valueStart, valueEnd)) {
            problem = "a header field value holds a control character, or begins or ends in space";
        } else if (nameEnd > 0 && name[0] == ':') {
            pseudo(into, name, nameEnd, value, valueStart, valueEnd);
        } else if (!isName(name, nameEnd)) {
            problem = "a header field name is malformed";
        } else if (Ascii.isEqual(name, 0, nameEnd, COOKIE)) {
            fieldsBegun = true;
            addCookie(value, valueStart, valueEnd);
        } else {
            fieldsBegun = true;
            tooLarge = !into.add(name, nameEnd, value, valueStart, valueEnd);
        }
    }

    private void pseudo(
            MessageHead into, byte[] name, int nameEnd, byte[] value, int from, int to) {
        Pseudo pseudo = Pseudo.of(name, nameEnd);
        if (pseudo == null || fieldsBegun || has(pseudo)) {
            problem = "a field that stands for the start line is unknown, late or there twice";
            return;
        }
        starts[pseudo.index] = into.append(value, from, to);
        ends[pseudo.index] = starts[pseudo.index] + to - from;
    }

    /** A client may cut its cookies into many fields; HTTP/1.1 has one (RFC 9113 section 8.2.3). */
    private void addCookie(byte[] value, int from, int to) {
        int room = cookieEnd + 2 + to - from;
        if (cookies.length < room) {
            cookies = Arrays.copyOf(cookies, Math.max(room, 2 * cookies.length));
        }
        if (cookieEnd > 0) {
            cookies[cookieEnd++] = ';';
            cookies[cookieEnd++] = ' ';
        }
        System.arraycopy(value, from, cookies, cookieEnd, to - from);
        cookieEnd += to - from;
    }

    private static boolean isName(byte[] name, int end) {
        for (int i = 0; i < end; i++) {
            if (!HttpSyntax.isToken(name[i]) || (name[i] >= 'A' && name[i] <= 'Z')) {
                return false;
            }
        }
        return end > 0;
    }

    private static boolean isValue(byte[] value, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!HttpSyntax.isValue(value[i])) {
                return false;
            }
        }
        return start == end || !(isSpace(value[start]) || isSpace(value[end - 1]));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
