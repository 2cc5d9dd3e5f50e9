package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The chunked transfer coding, read strictly (RFC 9112 section 7.1): CR LF everywhere, a bounded size, extensions checked,
 * bounded and dropped, trailers checked, bounded and kept to be asked for.
 */
final class ChunkReader {

    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_EXTENSION = 256;
    private static final int MAX_TRAILERS = 8 * 1024;
    private static final int LINE_END = 2;
    private static final byte[] NOTHING = {};

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        LAST_LF,
        DONE
    }

    private State state = State.SIZE;
    private long remaining;
    private int digits;
    private int extension;
    private int trailers;
    private byte[] kept = NOTHING;

    void reset() {
        state = State.SIZE;
        remaining = 0;
        digits = 0;
        extension = 0;
        trailers = 0;
    }

    boolean done() {
        return state == State.DONE;
    }

    /**
     * Reads on to the next content.
     *
     * @return how many bytes of content stand at the buffer's start, already counted as read; 0 when there are none
     */
    int next(ByteBuf in) {
        while (state != State.DONE && in.isReadable()) {
            if (state == State.DATA) {
                int size = (int) Math.min(remaining, in.readableBytes());
                remaining -= size;
                state = remaining == 0 ? State.DATA_CR : State.DATA;
                return size;
            }
            state = step(in.readByte());
        }
        return 0;
    }

    private State step(byte b) {
        return switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                expect(b, '\n');
                digits = 0;
                extension = 0;
                yield remaining == 0 ? State.TRAILER_START : State.DATA;
            }
            case DATA_CR -> {
                expect(b, '\r');
                yield State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n');
                yield State.SIZE;
            }
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE -> {
                keep(b);
                yield trailer(b);
            }
            case TRAILER_LF -> {
                keep(b);
                expect(b, '\n');
                yield State.TRAILER_START;
            }
            case LAST_LF -> {
                keep(b);
                expect(b, '\n');
                yield State.DONE;
            }
            case DATA, DONE -> throw new IllegalStateException("no syntax in " + state);
        };
    }

    private State size(byte b) {
        int digit = HttpSyntax.hexValue(b);
        if (digit >= 0) {
            if (++digits > MAX_SIZE_DIGITS) {
                throw Refusal.badRequest("a chunk is too large");
            }
            remaining = remaining * 16 + digit;
            return State.SIZE;
        }
        if (digits > 0 && b == '\r') {
            return State.SIZE_LF;
        }
        if (digits > 0 && b == ';') {
            return State.EXTENSION;
        }
        throw Refusal.badRequest("a chunk size is malformed");
    }

    private State extension(byte b) {
        if (b == '\r') {
            return State.SIZE_LF;
        }
        if (!HttpSyntax.isValue(b) || ++extension > MAX_EXTENSION) {
            throw Refusal.badRequest("a chunk extension is malformed or too long");
        }
        return State.EXTENSION;
    }

    /** Puts the trailers into a head; false when there are none. */
    boolean trailers(MessageHead into) {
        if (trailers <= LINE_END) {
            return false;
        }
        into.loadFields(kept, trailers - LINE_END);
        return true;
    }

    private void keep(byte b) {
        if (trailers == MAX_TRAILERS) {
            throw new Refusal(431, "the trailers are larger than 8 KB");
        }
        if (trailers == kept.length) {
            kept = Arrays.copyOf(kept, Math.max(64, 2 * trailers));
        }
        kept[trailers++] = b;
    }

    private State trailer(byte b) {
        if (state == State.TRAILER_START && b == '\r') {
            return State.LAST_LF;
        }
        if (state == State.TRAILER_VALUE) {
            if (b == '\r') {
                return State.TRAILER_LF;
            }
            if (HttpSyntax.isValue(b)) {
                return State.TRAILER_VALUE;
            }
        } else if (HttpSyntax.isToken(b)) {
            return State.TRAILER_NAME;
        } else if (state == State.TRAILER_NAME && b == ':') {
            return State.TRAILER_VALUE;
        }
        throw Refusal.badRequest("a trailer field is malformed");
    }

    private static void expect(byte b, char wanted) {
        if (b != wanted) {
            throw Refusal.badRequest("a chunk does not end in CR LF");
        }
    }
}
