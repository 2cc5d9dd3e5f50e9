package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One stream that a client opened over HTTP/2: its request, and the way of the answer back. */
final class Http2ClientStream implements Http2Stream, ClientStream {

    private final Http2Connection connection;
    private final Http2Session session;
    private final Worker worker;
    private final StreamFlow flow;

    /** Content that the app could not take yet: at most a window of it, in one piece however small it came. */
    private final ReceivedBytes waiting = new ReceivedBytes();

    private @Nullable Exchange exchange;
    private long declared = Framing.CHUNKED;
    private boolean tunnel;
    private boolean bodiless;
    private long deadline;

    Http2ClientStream(Http2Connection connection, StreamFlow flow) {
        this.connection = connection;
        this.session = connection.session();
        this.worker = connection.worker();
        this.flow = flow;
        expectWithin(worker.settings().bodyIdle());
    }

    void begin(RequestHead request, MessageHead head) {
        declared = request.framing();
        tunnel = request.webSocket();
        Exchange next = new Exchange(worker, this, request, head);
        exchange = next;
        next.start(head);
    }

    @Override
    public StreamFlow flow() {
        return flow;
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    // ---- the request

    @Override
    public void received(ByteBuf content, boolean end) {
        checkLength(content.readableBytes(), end);
        Exchange current = exchange;
        if (current == null) {
            session.consumed(flow, content.readableBytes());
            return;
        }
        waiting.add(ByteBufAllocator.DEFAULT, content.retain());
        passOn(current, null);
    }

    /** What is announced has to be what comes, for the app is told of it (RFC 9113 section 8.1.1). */
    private void checkLength(int more, boolean end) {
        if (tunnel || declared < 0) {
            return;
        }
        declared -= more;
        if (declared < 0 || (end && declared > 0)) {
            throw Http2Failure.stream(
                    flow.id(),
                    Http2Error.PROTOCOL_ERROR,
                    "content of another length than announced");
        }
    }

    /** Takes what follows the content; when content still waits for the app, it is left out. */
    void trailersReceived(MessageHead trailers) {
        checkLength(0, true);
        flow.endRemote();
        Exchange current = exchange;
        if (current != null) {
            passOn(current, trailers);
        }
    }

    private void passOn(Exchange current, @Nullable MessageHead trailers) {
        while (exchange == current && !current.requestDone() && current.takesContent()) {
            ByteBuf content = waiting.take();
            if (content == null) {
                break;
            }
            session.consumed(flow, content.readableBytes());
            current.requestContent(content);
        }
        if (exchange != current || !waiting.isEmpty() || !current.hasUpstream()) {
            return;
        }
        if (flow.remoteEnded() && !current.requestDone()) {
            // A browser ends the stream with its last message; what the app says to that still
            // counts.
            current.requestEnded(tunnel ? null : trailers);
        }
    }

    @Override
    public void readComplete() {
        Exchange current = exchange;
        if (current != null) {
            current.flushUpstream();
        }
    }

    @Override
    public void upstreamReady() {
        updateReading();
    }

    /** Passes on what waited; what the app takes, the client may send again. */
    @Override
    public void updateReading() {
        Exchange current = exchange;
        if (current != null) {
            passOn(current, null);
            current.flushUpstream();
        }
    }

    // ---- the answer

    @Override
    public boolean isWritable() {
        return !flow.isFull() && !session.output().isCrowded();
    }

    @Override
    public void interim(MessageHead from, ResponseHead response) {
        Http2ResponseWriter.write(worker.writer(), from, response, null);
        session.output().headers(this, worker.written(), false);
    }

    @Override
    public void answer(MessageHead from, ResponseHead response) {
        bodiless = response.framing() == 0;
        Exchange current = exchange;
        String hsts = current == null ? null : current.hsts();
        Http2ResponseWriter.write(worker.writer(), from, response, hsts);
        session.output().headers(this, worker.written(), bodiless);
    }

    @Override
    public void openTunnel(MessageHead from, ResponseHead response) {
        Http2ResponseWriter.writeSwitch(worker.writer(), from);
        session.output().headers(this, worker.written(), false);
    }

    @Override
    public void answerContent(ByteBuf content) {
        session.output().content(this, content);
        Exchange current = exchange;
        if (current != null && !isWritable()) {
            current.clientWritable(false);
        }
    }

    @Override
    public void answerEnded(@Nullable MessageHead trailers) {
        endExchange();
        if (bodiless) {
            return;
        }
        if (trailers == null) {
            session.output().end(this, null);
        } else {
            HpackWriter.fields(worker.writer().clear(), trailers);
            session.output().end(this, worker.written());
        }
    }

    @Override
    public void answerLocally(LocalAnswer answer) {
        boolean withoutBody = exchange != null && exchange.request().isHead();
        endExchange();
        Http2ResponseWriter.write(worker.writer(), answer);
        session.output().headers(this, worker.written(), withoutBody);
        if (!withoutBody) {
            session.output().content(this, Unpooled.wrappedBuffer(answer.body()));
            session.output().end(this, null);
        }
    }

    @Override
    public void progressed() {
        Exchange current = exchange;
        if (current != null) {
            current.clientWritable(isWritable());
        } else {
            expectWithin(worker.settings().bodyIdle());
        }
        if (flow.localEnded() && !flow.remoteEnded()) {
            // The answer is complete; what is left of the request is not wanted (section 8.1).
            session.reset(flow.id(), Http2Error.NO_ERROR);
        }
    }

    @Override
    public void flush() {
        session.output().flush();
    }

    // ---- ends

    private void endExchange() {
        exchange = null;
        expectWithin(worker.settings().bodyIdle());
        releaseWaiting();
    }

    private void releaseWaiting() {
        ByteBuf left = waiting.take();
        if (left != null) {
            if (session.streams().find(flow.id()) == this) {
                session.consumed(flow, left.readableBytes());
            }
            left.release();
        }
    }

    @Override
    public void abort() {
        endExchange();
        session.reset(flow.id(), Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void lost(Http2Error error) {
        Exchange current = exchange;
        endExchange();
        if (current != null) {
            current.clientGone();
        }
    }

    @Override
    public void expectWithin(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    @Override
    public void connectionEnds() {
        Exchange current = exchange;
        if (current != null) {
            current.endTunnel();
        }
    }

    @Override
    public void checkDeadline(long now) {
        if (now - deadline < 0) {
            return;
        }
        Exchange current = exchange;
        if (current == null) {
            session.reset(flow.id(), Http2Error.CANCEL);
        } else {
            current.timedOut();
        }
    }
}
