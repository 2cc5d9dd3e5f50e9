package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Cuts one body out of the bytes of a connection, exactly to its end and no further. */
final class BodyReader {

    private final ChunkReader chunks = new ChunkReader();
    private long framing;
    private long remaining;

    /** Begins a body of a length, or {@link Framing#CHUNKED}, or {@link Framing#UNTIL_CLOSE}. */
    void begin(long newFraming) {
        framing = newFraming;
        remaining = newFraming;
        if (newFraming == Framing.CHUNKED) {
            chunks.reset();
        }
    }

    boolean done() {
        return framing == Framing.CHUNKED ? chunks.done() : remaining == 0;
    }

    /** Puts what followed the body into a head; false when nothing did. */
    boolean trailers(MessageHead into) {
        return framing == Framing.CHUNKED && chunks.trailers(into);
    }

    boolean untilClose() {
        return framing == Framing.UNTIL_CLOSE;
    }

    /**
     * Takes the next piece of content off the buffer.
     *
     * @return the piece, to be released by the caller, or null when the buffer holds no more of it
     * @throws Refusal when chunks are malformed
     */
    @Nullable ByteBuf read(ByteBuf in) {
        if (framing == Framing.CHUNKED) {
            int size = chunks.next(in);
            return size == 0 ? null : in.readRetainedSlice(size);
        }
        int size = in.readableBytes();
        if (framing >= 0) {
            size = (int) Math.min(size, remaining);
            remaining -= size;
        }
        return size == 0 ? null : in.readRetainedSlice(size);
    }
}
