package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handler of one HTTP/2 connection to an app, which carries many exchanges at once. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http2Upstream extends ChannelInboundHandlerAdapter implements Http2Session.Role {

    private static final int MAX_STREAMS = 100;
    private static final int LAST_STREAM = 1 << 30;
    private static final int RECEIVE_WINDOW = 16 << 20;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Worker worker;
    private final Http2Pool pool;
    private final HpackDecoder decoder = new HpackDecoder();
    private final List<Exchange> waiting = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http2Session session;
    private int nextStream = 1;
    private boolean closing;
    private long idleSince = System.nanoTime();

    Http2Upstream(Worker worker, Http2Pool pool) {
        this.worker = worker;
        this.pool = pool;
    }

    // ---- exchanges

    /** Whether it can carry another exchange. */
    boolean takesMore() {
        Http2Session open = session;
        if (closing || nextStream >= LAST_STREAM) {
            return false;
        }
        if (open == null) {
            return waiting.size() < MAX_STREAMS;
        }
        long most = Math.min(MAX_STREAMS, open.peer().maxStreams());
        return open.streams().size() < most && context().channel().isActive();
    }

    /** Whether nothing was sent on it yet. */
    boolean isOpening() {
        return session == null;
    }

    /** Gives the exchange a stream, when the connection is there. */
    void serve(Exchange exchange) {
        if (session == null) {
            waiting.add(exchange);
        } else {
            exchange.connected(open());
        }
    }

    private Http2UpstreamStream open() {
        int id = nextStream;
        nextStream += 2;
        Http2Session carrier = session();
        carrier.streams().begun(id);
        Http2UpstreamStream stream = new Http2UpstreamStream(this, carrier.newFlow(id));
        carrier.streams().open(stream);
        return stream;
    }

    /** Whether this stream is not the first of its connection, so that the app may have ended that one meanwhile. */
    boolean isReused() {
        return nextStream > 3;
    }

    void connectFailed(Throwable cause) {
        closing = true;
        List<Exchange> failed = List.copyOf(waiting);
        waiting.clear();
        failed.forEach(exchange -> exchange.connectFailed(cause));
    }

    Http2Session session() {
        return Objects.requireNonNull(session);
    }

    Worker worker() {
        return worker;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Http2Session opened = new Http2Session(this, ctx, false, RECEIVE_WINDOW);
        session = opened;
        ctx.write(ctx.alloc().directBuffer(24).writeBytes(Http2Connection.PREFACE));
        opened.start(
                Http2Settings.ENABLE_PUSH,
                0,
                Http2Settings.INITIAL_WINDOW_SIZE,
                StreamFlow.RECEIVE_WINDOW,
                Http2Settings.MAX_HEADER_LIST_SIZE,
                Http2HeadReader.MAX_SIZE);
        List<Exchange> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(exchange -> exchange.connected(open()));
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session().read((ByteBuf) message);
        boolean wanted = closing || ctx.channel().isWritable();
        if (ctx.channel().config().isAutoRead() != wanted) {
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session().readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            session().output().flush();
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void headers(int id, ByteBuf block, boolean end) {
        Http2HeadReader fields = worker.http2Heads();
        MessageHead head = worker.responseHead();
        fields.read(decoder, block, head);
        if (!(session().streams().find(id) instanceof Http2UpstreamStream stream)) {
            session().missing(id);
            return;
        }
        if (stream.flow().remoteEnded()) {
            throw Http2Failure.stream(id, Http2Error.STREAM_CLOSED, "a header behind the end");
        }
        try {
            stream.headers(fields, head, end);
        } catch (Refusal refusal) {
            pool.warn(refusal.reason());
            throw Http2Failure.stream(id, Http2Error.PROTOCOL_ERROR, refusal.reason());
        }
        session().closeIfDone(stream);
    }

    // ---- ends

    @Override
    public void pong() {
        // Nothing was asked.
    }

    /** The app takes no more; what it did not begin can be sent again elsewhere. */
    @Override
    public void goAway(int lastStream) {
        closing = true;
        pool.remove(this);
        session().streams().refuseBeyond(lastStream, session());
        closeIfUnused();
    }

    @Override
    public void streamClosed() {
        idleSince = System.nanoTime();
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (closing && session().streams().size() == 0) {
            context().close();
        }
    }

    @Override
    public void failed(Http2Failure failure) {
        closing = true;
        pool.remove(this);
        pool.warn(failure.reason());
        context().close();
    }

    /** Takes no more exchanges, and ends when none is left. */
    void retire() {
        closing = true;
        if (session != null) {
            closeIfUnused();
        }
    }

    void checkDeadlines(long now) {
        Http2Session open = session;
        if (open == null || open.ended()) {
            return;
        }
        Duration limit = worker.settings().bodyIdle();
        open.checkDeadlines(now, limit, limit);
        if (open.streams().size() == 0 && now - idleSince > IDLE_NANOS) {
            pool.remove(this);
            retire();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        pool.remove(this);
        Http2Session open = session;
        if (open != null) {
            open.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            RouterLog.error("Connection to '" + pool.name() + "' failed", cause);
        }
        ctx.close();
    }
}
