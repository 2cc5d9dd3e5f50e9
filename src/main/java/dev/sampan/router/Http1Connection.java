package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handler of one client's HTTP/1.1 connection: reads one request after the other and gives each to an exchange. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http1Connection extends ClientConnection implements ClientStream {

    private final Worker worker;
    private final String scheme;
    private final HeadScanner scanner = new HeadScanner();
    private final BodyReader body = new BodyReader();
    private final ReceivedBytes pending = new ReceivedBytes();
    private final Http1Clock clock = new Http1Clock();
    private final Http1Answer answer;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private Peer peer = Peer.UNKNOWN;
    private boolean processing;
    private boolean closing;

    Http1Connection(Worker worker, String scheme) {
        this.worker = worker;
        this.scheme = scheme;
        this.answer = new Http1Answer(worker);
    }

    /** The connection is there before its handler, which may come after a TLS handshake. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        peer = Peer.of((SocketChannel) ctx.channel(), scheme);
        clock.begin(worker);
        if (!worker.add(this)) {
            answer.refusal(ctx, Answer.comeAgain());
            closeAfterAnswer();
            if (!worker.addRefused(this)) {
                ctx.close();
            }
        }
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
            clock.sendsOn(worker);
            return;
        }
        if (exchange == null) {
            clock.headReceived(bytes.readableBytes(), pending.isEmpty(), worker);
        }
        pending.add(ctx.alloc(), bytes);
        process();
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more && !closing) {
                ByteBuf in = pending.get();
                if (in == null) {
                    break;
                }
                Exchange current = exchange;
                // Who takes no answers gets no further ones.
                more = current == null ? isWritable() && readHead(in) : readBody(current, in);
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
        if (worker.offersHttp2() && Http2Connection.isAnnounced(in, length)) {
            becomeHttp2();
            return false;
        }
        MessageHead head = worker.requestHead();
        head.load(in, length);
        scanner.reset();
        RequestHead request = RequestRules.read(head);
        body.begin(request.framing());
        Exchange next = new Exchange(worker, this, request, head);
        exchange = next;
        worker.room().allot(context().channel().config());
        next.start(head);
        return true;
    }

    /** The client knew beforehand that HTTP/2 is spoken here (RFC 9113 section 3.3). */
    private void becomeHttp2() {
        closing = true;
        worker.remove(this);
        Http2Connection next = new Http2Connection(worker, scheme);
        ByteBuf all = pending.take();
        context().pipeline().replace(this, null, next);
        next.read(Objects.requireNonNull(all));
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
            MessageHead trailers = worker.trailers();
            current.requestEnded(body.trailers(trailers) ? trailers : null);
        }
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.flushUpstream();
        }
    }

    /** Reads from the client only what can be passed on, so that a slow app slows the client and fills no memory. */
    @Override
    public void updateReading() {
        Exchange current = exchange;
        boolean wanted = pending.isEmpty() || isWritable();
        if (current != null) {
            wanted = current.requestDone() ? pending.isEmpty() : current.takesContent();
        }
        setReading(context(), closing || wanted);
    }

    /** Goes on with what was read before, outside of a read, and so has to flush by itself. */
    @Override
    public void upstreamReady() {
        boolean nested = processing;
        process();
        if (!nested) {
            channelReadComplete(context());
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void interim(MessageHead from, ResponseHead response) {
        answer.interim(context(), from, response);
    }

    @Override
    public void answer(MessageHead from, ResponseHead response) {
        answer.begin(context(), from, response, Objects.requireNonNull(exchange));
    }

    @Override
    public void answerContent(ByteBuf content) {
        answer.content(context(), content);
    }

    @Override
    public void answerEnded(@Nullable MessageHead trailers) {
        answer.end(context(), trailers);
        ended(answer.isLast(Objects.requireNonNull(exchange)));
    }

    @Override
    public void answerLocally(Answer local) {
        Exchange current = Objects.requireNonNull(exchange);
        answer.local(context(), local, current);
        ended(answer.isLast(current));
    }

    @Override
    public void openTunnel(MessageHead from, ResponseHead response) {
        body.begin(Framing.UNTIL_CLOSE);
        answer.beginTunnel(context(), from, response);
    }

    @Override
    public void flush() {
        answer.pass(context());
        context().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.clientWritable(ctx.channel().isWritable());
        } else if (!closing) {
            upstreamReady();
        }
    }

    // ---- ends

    /** The connection goes on with the next request or ends. */
    private void ended(boolean close) {
        exchange = null;
        if (close || worker.isDraining()) {
            closeAfterAnswer();
            return;
        }
        clock.next(pending.isEmpty(), worker);
        flush();
        upstreamReady();
    }

    private void refuse(Refusal refusal) {
        worker.counts().countRefused();
        Exchange current = exchange;
        if (current != null) {
            current.fail(refusal.status());
            return;
        }
        answer.refusal(context(), refusal, peer);
        closeAfterAnswer();
    }

    private void closeAfterAnswer() {
        closing = true;
        pending.release();
        clock.linger();
        answer.pass(context());
        EndOfOutput.afterWrites(context());
        updateReading();
    }

    @Override
    public void abort() {
        exchange = null;
        closing = true;
        answer.release();
        EndOfOutput.missing(context(), answer.endsByClose());
    }

    @Override
    public void expectWithin(Duration time) {
        clock.expectWithin(time);
    }

    @Override
    void checkDeadline(long now) {
        clock.look(now);
        checkPace(now);
        Exchange current = exchange;
        boolean waits = current == null && pending.isEmpty() && !closing;
        if (waits ? !clock.hasWaited(now, worker) : !clock.isOver(now)) {
            return;
        }
        if (closing || waits) {
            context().channel().close();
        } else if (current == null) {
            refuse(new Refusal(408, "the header did not arrive in time"));
        } else {
            current.timedOut();
        }
    }

    /** The next answer says that the connection ends. */
    @Override
    void retire() {}

    /** Ends what a client makes slower than it may be. */
    private void checkPace(long now) {
        if (exchange != null) {
            clock.follow(exchange.rates());
            exchange.checkPace(now, 0, true);
        }
        Exchange current = exchange;
        Channel channel = context().channel();
        if ((current != null && current.isTunnel())
                || !clock.isTakenTooSlowly(now, channel, answer.given(), worker)) {
            return;
        }
        if (current == null) {
            channel.close();
        } else {
            current.cutOff();
        }
    }

    /** Ends a connection that waits for a request; others end after their answer. */
    @Override
    void drain() {
        if (exchange == null && pending.isEmpty() && !closing) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    void terminate() {
        Exchange current = exchange;
        if (current != null) {
            current.endTunnel();
        }
        context().channel().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        worker.remove(this);
        closing = true;
        pending.release();
        answer.release();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.clientGone();
        }
    }
}
