package dev.sampan.router;

import dev.sampan.router.OutputWatch.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One stream that a client opened over HTTP/2: its request, and the way of the answer back. */
final class Http2ClientStream implements Http2Stream, ClientStream {

    /**
     * How long a client has to end a request whose answer is complete. Some that are told in the same moment that nothing more of
     * it is wanted forget the answer, as curl 7.88 does.
     */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final Http2Connection connection;
    private final Http2Session session;
    private final Worker worker;
    private final StreamFlow flow;

    /** Content that the app could not take yet: at most a window of it, in one piece however small it came. */
    private final ReceivedBytes waiting = new ReceivedBytes();

    private final OutputWatch output = new OutputWatch();
    private @Nullable Exchange exchange;
    private long declared = Framing.CHUNKED;
    private boolean tunnel;
    private boolean bodiless;
    private boolean answered;
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
    public void answerLocally(Answer answer) {
        boolean withoutBody = exchange != null && exchange.request().isHead();
        endExchange();
        Http2ResponseWriter.write(worker.writer(), answer);
        session.output().headers(this, worker.written(), withoutBody);
        if (!withoutBody) {
            session.output().content(this, Unpooled.wrappedBuffer(answer.content()));
            session.output().end(this, null);
        }
    }

    @Override
    public void progressed() {
        Exchange current = exchange;
        if (flow.localEnded()) {
            if (!answered) {
                answered = true;
                expectWithin(FAREWELL);
            }
        } else if (current != null) {
            current.clientWritable(isWritable());
        } else {
            expectWithin(worker.settings().bodyIdle());
        }
    }

    @Override
    public void flush() {
        session.output().flush();
    }

    // ---- ends

    private void endExchange() {
        exchange = null;
        if (!answered) {
            expectWithin(worker.settings().bodyIdle());
        }
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
        if (isCutOff(now) || now - deadline < 0) {
            return;
        }
        Exchange current = exchange;
        if (current == null) {
            // What is left of a request that was answered is not wanted (section 8.1).
            session.reset(flow.id(), answered ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        } else {
            current.timedOut();
        }
    }

    /** Ends what the client makes slower than it may be, and gives it time as long as it takes what waits for it. */
    private boolean isCutOff(long now) {
        Exchange current = exchange;
        MinimumRates least = current == null ? worker.settings().rates() : current.rates();
        if (current != null) {
            int arrived = session.arrived(flow.id());
            current.checkPace(now, Math.max(0, arrived), arrived >= 0 && waiting.isEmpty());
        }
        if (exchange != current || tunnel) {
            return exchange != current;
        }
        Duration grace = worker.settings().bodyIdle();
        Progress progress =
                output.look(
                        now,
                        flow.sent() + flow.queued(),
                        flow.queued(),
                        least,
                        worker.room().grace(grace));
        if (progress == Progress.MOVES && (current == null || !isWritable())) {
            deadline = Math.max(deadline - now, grace.toNanos()) + now;
        }
        if (progress != Progress.TOO_SLOW) {
            return false;
        }
        if (current == null) {
            session.reset(flow.id(), Http2Error.CANCEL);
        } else {
            current.cutOff();
        }
        return true;
    }
}
