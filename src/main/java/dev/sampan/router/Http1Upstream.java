package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handler of one HTTP/1.1 connection to an app: reads its answers and hands them to the exchange it serves now. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http1Upstream extends ChannelInboundHandlerAdapter implements Upstream {

    /** Shorter than what common servers keep an idle connection, so that theirs never ends first under a request. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final int MAX_INTERIM = 16;

    private final Worker worker;
    private final TargetPool pool;
    private final HeadScanner scanner = new HeadScanner();
    private final BodyReader body = new BodyReader();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf pending;
    private boolean inBody;
    private boolean tunnel;
    private boolean keepAlive;
    private boolean answered;
    private boolean writeFailed;
    private int exchanges;
    private int interim;
    private long idleNanos = IDLE_NANOS;
    private long expires;

    Http1Upstream(Worker worker, TargetPool pool) {
        this.worker = worker;
        this.pool = pool;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("Connection to '" + pool.name() + "' is not open");
        }
        return ctx;
    }

    @Override
    public void begin(Exchange next, ByteBuf head) {
        exchange = next;
        scanner.reset();
        inBody = false;
        answered = false;
        interim = 0;
        exchanges++;
        write(head);
    }

    /** It carried another request before, and no byte of the present answer has come. */
    @Override
    public boolean isStale() {
        return exchanges > 1 && !answered;
    }

    boolean usable() {
        return !writeFailed && context().channel().isActive();
    }

    @Override
    public boolean isWritable() {
        return !writeFailed && context().channel().isWritable();
    }

    private void write(ByteBuf bytes) {
        context().write(bytes, context().voidPromise());
    }

    @Override
    public void content(ByteBuf content) {
        if (isChunked()) {
            ChunkWriter.write(context(), content);
        } else {
            write(content);
        }
    }

    @Override
    public void requestEnded(@Nullable MessageHead trailers) {
        if (isChunked()) {
            ChunkWriter.writeLast(context(), worker, trailers);
        } else if (tunnel) {
            Channel channel = context().channel();
            context()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    private boolean isChunked() {
        Exchange current = exchange;
        return current != null && current.request().framing() == Framing.CHUNKED;
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void setReading(boolean wanted) {
        if (context().channel().config().isAutoRead() != wanted) {
            context().channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void release(boolean reusable) {
        if (reusable) {
            pool.giveBack(this);
        } else {
            exchange = null;
            close();
        }
    }

    void becomeIdle() {
        exchange = null;
        expires = System.nanoTime() + idleNanos;
        setReading(true);
    }

    boolean idleSince(long now) {
        return now - expires > 0;
    }

    /** Ends what is not at its end, by a reset when that is so often that the ports of this machine would run out. */
    @Override
    public void close() {
        if (exchange != null && pool.breaksOffOften() && context().channel().isOpen()) {
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        exchange = null;
        context().close();
    }

    @Override
    public void closeAfterWrites() {
        exchange = null;
        long limit = worker.settings().bodyIdle().toMillis();
        context().executor().schedule(this::closeIdle, limit, TimeUnit.MILLISECONDS);
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    void closeIdle() {
        context().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (exchange == null) {
            // Nobody asked: the peer is confused or closing, and the next answer could not be told
            // from this.
            bytes.release();
            pool.remove(this);
            ctx.close();
            return;
        }
        answered = true;
        ByteBuf held = pending;
        pending = held == null ? bytes : held.writeBytes(bytes);
        if (held != null) {
            bytes.release();
        }
        try {
            process();
        } catch (Refusal refusal) {
            releasePending();
            RouterLog.warnSometimes(
                    "Answer of '%s' refused: %s".formatted(pool.name(), refusal.reason()));
            broken();
        }
    }

    private void process() {
        while (true) {
            Exchange current = exchange;
            ByteBuf in = pending;
            if (current == null || in == null) {
                return;
            }
            boolean more = inBody ? readBody(current, in) : readHead(current, in);
            if (!more) {
                return;
            }
        }
    }

    private boolean readHead(Exchange current, ByteBuf in) {
        int length = scanner.scan(in);
        if (length < 0) {
            hold(in);
            return false;
        }
        MessageHead head = worker.responseHead();
        head.load(in, length);
        ResponseHead response = ResponseRules.read(head, current.request().isHead());
        scanner.reset();
        if (response.status() == 101) {
            openTunnel(current, head, response);
            return true;
        }
        if (response.status() < 200) {
            if (++interim > MAX_INTERIM) {
                throw new Refusal(502, "too many interim answers");
            }
            current.interim(head, response);
            return true;
        }
        if (current.request().opensTunnel(response.status())) {
            throw new Refusal(502, "an answer that a client of HTTP/2 would take for a switch");
        }
        keepAlive = response.keepAlive();
        int seconds = response.keepAliveSeconds();
        idleNanos = seconds < 0 ? IDLE_NANOS : TimeUnit.SECONDS.toNanos(Math.min(seconds, 60) - 1L);
        inBody = true;
        body.begin(response.framing());
        current.responseHead(head, response);
        return true;
    }

    /** What the app sends from now on goes to the client as it is, until one side ends. */
    private void openTunnel(Exchange current, MessageHead head, ResponseHead response) {
        if (!current.request().webSocket() || !response.webSocket()) {
            throw new Refusal(502, "a switch of protocols that was not asked for");
        }
        keepAlive = false;
        inBody = true;
        tunnel = true;
        body.begin(Framing.UNTIL_CLOSE);
        current.switched(head, response);
    }

    private boolean readBody(Exchange current, ByteBuf in) {
        ByteBuf content = body.read(in);
        if (content != null) {
            current.responseContent(content);
        }
        if (body.done()) {
            boolean reusable = keepAlive && !in.isReadable();
            releasePending();
            exchange = null;
            MessageHead trailers = worker.trailers();
            current.responseEnded(reusable, body.trailers(trailers) ? trailers : null);
            return false;
        }
        if (!in.isReadable()) {
            releasePending();
            return false;
        }
        return true;
    }

    /** Keeps an incomplete head in a buffer that can grow. */
    private void hold(ByteBuf in) {
        if (in.maxWritableBytes() < HeadScanner.MAX_HEAD || in.refCnt() > 1) {
            pending = in.alloc().buffer(in.readableBytes() * 2).writeBytes(in);
            in.release();
        }
    }

    private void releasePending() {
        ByteBuf held = pending;
        pending = null;
        if (held != null) {
            held.release();
        }
    }

    private void broken() {
        Exchange current = exchange;
        exchange = null;
        context().close();
        if (current != null) {
            current.upstreamBroken(this);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.flushClient();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.upstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        exchange = null;
        releasePending();
        if (current == null) {
            pool.remove(this);
        } else if (inBody && body.untilClose()) {
            current.responseEnded(false, null);
        } else {
            current.upstreamBroken(this);
        }
    }

    /**
     * After a failed write the answer may still come, as from an app that refuses an upload halfway. A failed read says that an
     * answer is not complete, also one that was to end with its connection.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        writeFailed = true;
        Exchange current = exchange;
        if (cause instanceof OutOfMemoryError) {
            RouterLog.warnSometimes(
                    "No memory is left for an answer of '%s', which is broken off"
                            .formatted(pool.name()));
        } else if (!(cause instanceof IOException)) {
            RouterLog.error("Connection to '" + pool.name() + "' failed", cause);
        } else if (current == null || !inBody || tunnel || current.request().framing() != 0) {
            return;
        }
        broken();
    }
}
