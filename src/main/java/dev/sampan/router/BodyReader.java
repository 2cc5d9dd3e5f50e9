package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Cuts one body out of the bytes of a connection, exactly to its end and no further. */
final class BodyReader {

    /** Made when the first body in chunks comes, which most connections never have. */
    private @Nullable ChunkReader chunks;

    private long framing;
    private long remaining;

    /** Begins a body of a length, or {@link Framing#CHUNKED}, or {@link Framing#UNTIL_CLOSE}. */
    void begin(long newFraming) {
        framing = newFraming;
        remaining = newFraming;
        if (newFraming == Framing.CHUNKED) {
            ChunkReader known = chunks;
            if (known == null) {
                chunks = new ChunkReader();
            } else {
                known.reset();
            }
        }
    }

    /** What reads the present body; null when it does not come in chunks. */
    private @Nullable ChunkReader reader() {
        return framing == Framing.CHUNKED ? chunks : null;
    }

    boolean done() {
        ChunkReader reader = reader();
        return reader == null ? remaining == 0 : reader.done();
    }

    /** Puts what followed the body into a head; false when nothing did. */
    boolean trailers(MessageHead into) {
        ChunkReader reader = reader();
        return reader != null && reader.trailers(into);
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
        ChunkReader reader = reader();
        if (reader != null) {
            int size = reader.next(in);
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
