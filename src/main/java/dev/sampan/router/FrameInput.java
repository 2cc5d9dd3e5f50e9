package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;

/** The bytes of one HTTP/2 connection on their way to its frame reader, with the time that a piece may take. */
final class FrameInput {

    /** Hears what is wrong with a frame. */
    interface Failures {

        /** The connection cannot go on. */
        void fail(Http2Failure failure);

        /** One stream cannot go on; throws when there were too many such. */
        void failStream(Http2Failure failure);
    }

    private final FrameReader reader;
    private final Failures failures;
    private final ReceivedBytes pending = new ReceivedBytes();
    private long partialSince;
    private boolean closed;

    FrameInput(FrameReader.Handler handler, Failures failures) {
        this.reader = new FrameReader(handler);
        this.failures = failures;
    }

    /** Reads what came, and releases it. */
    void read(ByteBufAllocator allocator, ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        pending.add(allocator, bytes);
        boolean any = partialSince == 0;
        try {
            ByteBuf in = pending.get();
            while (in != null && readFrame(in)) {
                any = true;
                in = closed ? null : pending.get();
            }
        } catch (Http2Failure failure) {
            failures.fail(failure);
        }
        if (closed) {
            pending.release();
        }
        if (any) {
            partialSince = pending.isEmpty() ? 0 : System.nanoTime();
        }
    }

    private boolean readFrame(ByteBuf in) {
        try {
            return reader.read(in);
        } catch (Http2Failure failure) {
            if (failure.stream() == 0) {
                throw failure;
            }
            failures.failStream(failure);
            return true;
        }
    }

    /** How much has come of a frame of a stream's content that is not there wholly; -1 when another frame is. */
    int partial(int stream) {
        ByteBuf in = pending.get();
        if (in == null) {
            return 0;
        }
        int start = in.readerIndex();
        boolean own =
                in.readableBytes() >= FrameReader.HEADER
                        && in.getUnsignedByte(start + 3) == FrameReader.DATA
                        && (in.getInt(start + 5) & 0x7fffffff) == stream;
        return own ? in.readableBytes() - FrameReader.HEADER : -1;
    }

    /** Whether a frame, or a header block, has taken longer than it may. */
    boolean isOverdue(long now, Duration block, Duration frame) {
        Duration limit = reader.withinBlock() ? block : frame;
        long since = reader.withinBlock() ? reader.blockSince() : partialSince;
        return since != 0 && now - since > limit.toNanos();
    }

    /** Reads nothing any more; what is being read now is let go of by its reader. */
    void close() {
        closed = true;
        reader.release();
    }

    /** Lets go of what was not read. */
    void release() {
        close();
        pending.release();
    }
}
