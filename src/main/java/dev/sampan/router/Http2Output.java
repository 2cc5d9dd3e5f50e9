package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What one HTTP/2 connection sends: the streams' content in turn, a frame of each, as far as both windows allow. */
final class Http2Output {

    /** What waits in all streams together before their sources are told to stop, and before they are told to go on. */
    private static final int HIGH = 256 * 1024;

    private static final int LOW = 128 * 1024;

    /** Content from this size on is worth the peer's updates of its windows. */
    private static final int WORTHWHILE = 1024;

    /** Hears what was sent. */
    interface Listener {

        /** A frame of this stream was sent; it may have been the last. */
        void sent(Http2Stream stream);

        /** All streams together may queue content again. */
        void uncrowded();
    }

    private final ChannelHandlerContext context;
    private final FrameBudget budget;
    private final Listener listener;
    private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
    private long window = 65_535;
    private int queued;
    private boolean crowded;
    private boolean flushing;

    Http2Output(ChannelHandlerContext context, FrameBudget budget, Listener listener) {
        this.context = context;
        this.budget = budget;
        this.listener = listener;
    }

    /** Queues content, and releases it when it has been sent or the stream has ended. */
    void content(Http2Stream stream, ByteBuf content) {
        StreamFlow flow = stream.flow();
        int before = flow.queued();
        flow.add(content);
        queued += flow.queued() - before;
        crowded |= queued >= HIGH;
        schedule(stream);
    }

    /** Ends the stream behind its content, with trailers if there are any. */
    void end(Http2Stream stream, @Nullable ByteBuf trailers) {
        stream.flow().end(trailers);
        schedule(stream);
    }

    /** Sends a header block at once, and releases it. */
    void headers(Http2Stream stream, ByteBuf block, boolean end) {
        FrameWriter.headers(context, stream.flow().id(), block, end);
        if (end) {
            stream.flow().endLocal();
            listener.sent(stream);
        }
        flush();
    }

    boolean isCrowded() {
        return crowded;
    }

    /** The peer takes more of all streams together; false when that is more than there can be. */
    boolean widen(int by) {
        window += by;
        flush();
        return window <= Integer.MAX_VALUE;
    }

    void schedule(Http2Stream stream) {
        StreamFlow flow = stream.flow();
        if (!flow.isScheduled() && flow.hasMore()) {
            flow.setScheduled(true);
            ready.addLast(stream);
        }
        flush();
    }

    /** Lets go of what a stream queued. */
    void remove(Http2Stream stream) {
        queued -= stream.flow().queued();
        stream.flow().release();
        relieve();
    }

    /** Sends what can be sent once the present events have been handled, all in one write to the socket. */
    void flush() {
        if (!flushing) {
            flushing = true;
            context.executor().execute(this::flushNow);
        }
    }

    void flushNow() {
        flushing = false;
        while (!ready.isEmpty() && context.channel().isWritable()) {
            Http2Stream stream = ready.getFirst();
            StreamFlow flow = stream.flow();
            if (flow.hasMore() && flow.queued() > 0 && window <= 0) {
                break;
            }
            ready.removeFirst();
            flow.setScheduled(false);
            if (send(stream, flow) && flow.hasMore()) {
                flow.setScheduled(true);
                ready.addLast(stream);
            }
        }
        context.flush();
    }

    /** Sends one frame, if the stream has any and its window allows it. */
    private boolean send(Http2Stream stream, StreamFlow flow) {
        if (!flow.hasMore()) {
            return false;
        }
        int size = flow.allowed(window);
        if (size == 0 && flow.queued() > 0) {
            return false;
        }
        if (size > 0) {
            ByteBuf content = flow.take(size);
            int length = content.readableBytes();
            window -= length;
            queued -= length;
            boolean last = flow.atEnd() && !flow.hasTrailers();
            if (last || length >= WORTHWHILE) {
                budget.earn(FrameBudget.CONTENT);
            }
            finish(flow, last);
            FrameWriter.data(context, flow.id(), content, last);
            relieve();
        } else {
            sendEnd(flow);
        }
        listener.sent(stream);
        return true;
    }

    private void sendEnd(StreamFlow flow) {
        ByteBuf trailers = flow.takeTrailers();
        finish(flow, true);
        if (trailers == null) {
            FrameWriter.data(context, flow.id(), Unpooled.EMPTY_BUFFER, true);
        } else {
            FrameWriter.headers(context, flow.id(), trailers, true);
        }
    }

    private static void finish(StreamFlow flow, boolean last) {
        if (last) {
            flow.endLocal();
        }
    }

    private void relieve() {
        if (crowded && queued <= LOW) {
            crowded = false;
            listener.uncrowded();
        }
    }
}
