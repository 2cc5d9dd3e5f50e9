package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What one stream of HTTP/2 may still send and receive, and what waits to be sent. */
final class StreamFlow {

    /** What a peer may send on a stream before we take it further. */
    static final int RECEIVE_WINDOW = 128 * 1024;

    /** What waits for the peer before its source is told to stop, and before it is told to go on. */
    private static final int HIGH = 32 * 1024;

    private static final int LOW = 8 * 1024;

    /** The same in pieces, for each takes memory however small it is. */
    private static final int MOST_PIECES = 256;

    private final int id;
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(4);
    private @Nullable ByteBuf trailers;
    private long sendWindow;
    private int receiveWindow = RECEIVE_WINDOW;
    private int outstanding;
    private int unreported;
    private int queued;
    private long sent;
    private boolean full;
    private boolean ending;
    private boolean scheduled;
    private boolean localEnded;
    private boolean remoteEnded;

    StreamFlow(int id, long sendWindow) {
        this.id = id;
        this.sendWindow = sendWindow;
    }

    int id() {
        return id;
    }

    // ---- sending

    void add(ByteBuf content) {
        int size = content.readableBytes();
        if (size == 0 || localEnded) {
            content.release();
            return;
        }
        queue.addLast(content);
        queued += size;
        full |= queued >= HIGH || queue.size() >= MOST_PIECES;
    }

    /** Nothing follows but these trailers, encoded, if any. */
    void end(@Nullable ByteBuf encoded) {
        ending = true;
        trailers = encoded;
    }

    boolean isEnding() {
        return ending;
    }

    int queued() {
        return queued;
    }

    /** How many bytes of content were sent. */
    long sent() {
        return sent;
    }

    /** Whether as much waits as may. */
    boolean isFull() {
        if (full && queued <= LOW && queue.size() <= MOST_PIECES / 4) {
            full = false;
        }
        return full;
    }

    /** Whether there is anything to send, windows aside. */
    boolean hasMore() {
        return !localEnded && (queued > 0 || ending);
    }

    /** How many bytes the next frame may have. */
    int allowed(long connectionWindow) {
        long most = Math.min(Math.min(sendWindow, connectionWindow), FrameReader.MAX_FRAME);
        return (int) Math.max(0, Math.min(most, queued));
    }

    /** Takes content off the queue, at most so many bytes. */
    ByteBuf take(int most) {
        ByteBuf first = queue.getFirst();
        ByteBuf taken;
        if (first.readableBytes() <= most) {
            taken = queue.removeFirst();
        } else {
            taken = first.readRetainedSlice(most);
        }
        queued -= taken.readableBytes();
        sent += taken.readableBytes();
        sendWindow -= taken.readableBytes();
        return taken;
    }

    /** Whether all content is sent and only the end is left. */
    boolean atEnd() {
        return ending && queued == 0;
    }

    @Nullable ByteBuf takeTrailers() {
        ByteBuf taken = trailers;
        trailers = null;
        return taken;
    }

    boolean hasTrailers() {
        return trailers != null;
    }

    /** The peer takes more, or less by new settings; false when that is more than there can be. */
    boolean widen(long by) {
        sendWindow += by;
        return sendWindow <= Integer.MAX_VALUE;
    }

    boolean isScheduled() {
        return scheduled;
    }

    void setScheduled(boolean now) {
        scheduled = now;
    }

    boolean localEnded() {
        return localEnded;
    }

    void endLocal() {
        localEnded = true;
    }

    // ---- receiving

    /** Counts what came; false when the peer sent more than it may. */
    boolean receive(int bytes) {
        receiveWindow -= bytes;
        outstanding += bytes;
        return receiveWindow >= 0;
    }

    /**
     * Counts what was taken further.
     *
     * @return by how much the peer's window is to be widened now, or 0
     */
    int consume(int bytes) {
        outstanding -= bytes;
        unreported += bytes;
        if (remoteEnded || unreported < RECEIVE_WINDOW / 2) {
            return 0;
        }
        int increment = unreported;
        unreported = 0;
        receiveWindow += increment;
        return increment;
    }

    /** What came and was not taken further. */
    int outstanding() {
        return outstanding;
    }

    boolean remoteEnded() {
        return remoteEnded;
    }

    void endRemote() {
        remoteEnded = true;
    }

    /** Lets go of all that waits. */
    void release() {
        localEnded = true;
        queue.forEach(ByteBuf::release);
        queue.clear();
        queued = 0;
        ByteBuf held = takeTrailers();
        if (held != null) {
            held.release();
        }
    }
}
