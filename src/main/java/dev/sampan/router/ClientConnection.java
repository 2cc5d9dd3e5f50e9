package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handler of one client connection: reads one request after the other and gives each to an exchange. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class ClientConnection extends ChannelInboundHandlerAdapter {

    private static final ByteBuf CONTINUE = shared("HTTP/1.1 100 Continue\r\n\r\n");
    private static final ByteBuf TOO_MANY =
            shared(
                    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /** How long a connection stays half open after an error so that its answer is not lost to a reset. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Worker worker;
    private final HeadScanner scanner = new HeadScanner();
    private final BodyReader body = new BodyReader();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf pending;
    private @Nullable Exchange exchange;
    private byte[] forwarded = {};
    private String address = "";
    private boolean processing;
    private boolean closing;
    private long deadline;
    private int slot = -1;

    private static ByteBuf shared(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(Ascii.bytes(text)).asReadOnly());
    }

    ClientConnection(Worker worker) {
        this.worker = worker;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        EpollSocketChannel channel = (EpollSocketChannel) ctx.channel();
        InetSocketAddress remote = channel.remoteAddress();
        InetSocketAddress local = channel.localAddress();
        if (remote == null || local == null) {
            ctx.close();
            return;
        }
        address = remote.getAddress().getHostAddress();
        forwarded = RequestWriter.forwardedFields(address, local.getPort());
        expectWithin(worker.settings().headerRead());
        if (!worker.add(this)) {
            closing = true;
            ctx.writeAndFlush(TOO_MANY.duplicate()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
            return;
        }
        ByteBuf held = pending;
        if (held == null) {
            pending = bytes;
            if (exchange == null) {
                expectWithin(worker.settings().headerRead());
            }
        } else {
            pending = joined(ctx, held, bytes);
        }
        process();
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf held, ByteBuf bytes) {
        ByteBuf target = held;
        if (held.refCnt() > 1 || held.maxWritableBytes() < bytes.readableBytes()) {
            int size = held.readableBytes() + bytes.readableBytes();
            target = ctx.alloc().buffer(size * 2).writeBytes(held);
            held.release();
        }
        target.writeBytes(bytes);
        bytes.release();
        return target;
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more && !closing) {
                ByteBuf in = pending;
                if (in == null) {
                    break;
                }
                if (!in.isReadable()) {
                    releasePending();
                    break;
                }
                Exchange current = exchange;
                more = current == null ? readHead(in) : readBody(current, in);
            }
        } catch (Refusal refusal) {
            refuse(refusal);
        } finally {
            processing = false;
        }
        updateReading();
    }

    private boolean readHead(ByteBuf in) {
        int length = scanner.scan(in);
        if (length < 0) {
            return false;
        }
        MessageHead head = worker.requestHead();
        head.load(in, length);
        scanner.reset();
        RequestHead request = RequestRules.read(head);
        body.begin(request.framing());
        begin(head, request);
        return true;
    }

    private void begin(MessageHead head, RequestHead request) {
        String client = request.requestId();
        String id = client == null ? RequestId.make() : client;
        Exchange next = new Exchange(worker, this, request, path(head, request), id);
        exchange = next;
        WorkerRoute route = worker.find(request.host());
        if (route == null) {
            worker.countUnknownHost();
            next.fail(404);
            return;
        }
        long limit = worker.settings().maxBodyBytes();
        if (limit > 0 && request.framing() > limit) {
            next.fail(413);
            return;
        }
        HeadWriter writer = worker.writer();
        RequestWriter.write(writer, head, request, forwarded, next.startMillis(), id);
        next.start(route, writer.toBuffer(context().alloc()));
    }

    private static String path(MessageHead head, RequestHead request) {
        int end = request.pathStart();
        while (end < request.pathEnd() && head.bytes()[end] != '?') {
            end++;
        }
        return Ascii.text(head.bytes(), request.pathStart(), end);
    }

    private boolean readBody(Exchange current, ByteBuf in) {
        if (current.requestDone() || !current.hasUpstream()) {
            return false;
        }
        ByteBuf content = body.read(in);
        if (content != null) {
            current.requestContent(content);
        }
        if (exchange == current && body.done()) {
            current.requestEnded();
        }
        return true;
    }

    private void releasePending() {
        ByteBuf held = pending;
        pending = null;
        if (held != null) {
            held.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.flushUpstream();
        }
    }

    /** Reads from the client only what can be passed on, so that a slow app slows the client and fills no memory. */
    void updateReading() {
        Exchange current = exchange;
        boolean wanted =
                closing
                        || current == null
                        || (current.requestDone() ? pending == null : current.takesContent());
        if (context().channel().config().isAutoRead() != wanted) {
            context().channel().config().setAutoRead(wanted);
        }
    }

    /** The exchange has its connection and takes the body. */
    void upstreamReady() {
        expectWithin(worker.settings().bodyIdle());
        processLater();
    }

    /** Goes on with what was read before, outside of a read, and so has to flush by itself. */
    private void processLater() {
        boolean nested = processing;
        process();
        Exchange current = exchange;
        if (!nested && current != null) {
            current.flushUpstream();
        }
    }

    // ---- writing

    ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("The client connection is not open");
        }
        return ctx;
    }

    String address() {
        return address;
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    void write(ByteBuf bytes) {
        ChannelHandlerContext ctx = context();
        ctx.write(bytes, ctx.voidPromise());
    }

    /** Writes what stands in the worker's head writer. */
    void writeHead() {
        ChannelHandlerContext ctx = context();
        ctx.write(worker.writer().toBuffer(ctx.alloc()), ctx.voidPromise());
    }

    void writeContinue() {
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(CONTINUE.duplicate(), ctx.voidPromise());
    }

    void flush() {
        context().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.clientWritable(ctx.channel().isWritable());
        }
    }

    // ---- ends

    /** The answer is complete; the connection goes on with the next request or ends. */
    void exchangeEnded(boolean close) {
        exchange = null;
        if (close || worker.isDraining()) {
            closeAfterAnswer();
            return;
        }
        flush();
        expectWithin(worker.settings().keepAlive());
        processLater();
    }

    private void refuse(Refusal refusal) {
        worker.countRefused();
        Exchange current = exchange;
        if (current != null) {
            current.fail(refusal.status());
            return;
        }
        String id = RequestId.make();
        ErrorPage.writeRefusal(worker.writer(), refusal, id);
        writeHead();
        worker.log(
                new AccessEntry(
                        System.currentTimeMillis(),
                        0,
                        id,
                        address,
                        "",
                        "",
                        "",
                        false,
                        refusal.status(),
                        0,
                        0,
                        "",
                        "",
                        0));
        closeAfterAnswer();
    }

    private void closeAfterAnswer() {
        closing = true;
        releasePending();
        deadline = System.nanoTime() + LINGER_NANOS;
        EpollSocketChannel channel = (EpollSocketChannel) context().channel();
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                channel.shutdownOutput();
                            } else {
                                channel.close();
                            }
                        });
        updateReading();
    }

    /** Breaks the connection off, so that the client sees that the answer is not complete. */
    void abort(boolean byReset) {
        exchange = null;
        closing = true;
        if (byReset) {
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context().channel().close();
    }

    void expectWithin(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    void checkDeadline(long now) {
        if (now - deadline < 0) {
            return;
        }
        Exchange current = exchange;
        if (closing || (current == null && pending == null)) {
            context().channel().close();
        } else if (current == null) {
            refuse(new Refusal(408, "the header did not arrive in time"));
        } else {
            current.timedOut();
        }
    }

    /** Ends a connection that waits for a request; others end after their answer. */
    void drain() {
        if (exchange == null && pending == null && !closing) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    void terminate() {
        context().channel().close();
    }

    /** Leaves the pipeline to a tunnel. */
    @Nullable ByteBuf releaseToTunnel() {
        ByteBuf rest = pending;
        pending = null;
        return rest;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    void gone() {
        worker.remove(this);
        closing = true;
        releasePending();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            RouterLog.error("Client connection of '" + address + "' failed", cause);
        }
        ctx.close();
    }

    int slot() {
        return slot;
    }

    void setSlot(int newSlot) {
        slot = newSlot;
    }
}
