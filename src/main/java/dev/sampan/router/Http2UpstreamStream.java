package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One exchange on its way to an app over HTTP/2, and the answer that comes back. */
final class Http2UpstreamStream implements Http2Stream, Upstream {

    private static final int MAX_INTERIM = 16;

    private final Http2Upstream connection;
    private final Http2Session session;
    private final StreamFlow flow;
    private @Nullable Exchange exchange;
    private long left = Framing.CHUNKED;
    private int interim;
    private int untaken;
    private boolean begun;
    private boolean reading = true;
    private boolean answered;
    private boolean heard;
    private boolean refused;
    private boolean cutOff;

    Http2UpstreamStream(Http2Upstream connection, StreamFlow flow) {
        this.connection = connection;
        this.session = connection.session();
        this.flow = flow;
    }

    @Override
    public StreamFlow flow() {
        return flow;
    }

    // ---- the request

    @Override
    public void begin(Exchange next, ByteBuf head) {
        exchange = next;
        begun = true;
        session.output().headers(this, head, next.request().framing() == 0);
    }

    @Override
    public void content(ByteBuf content) {
        session.output().content(this, content);
    }

    @Override
    public void requestEnded(@Nullable MessageHead trailers) {
        if (trailers != null) {
            AsciiWriter writer = connection.worker().writer();
            HpackWriter.fields(writer.clear(), trailers);
            session.output().end(this, connection.worker().written());
        } else {
            session.output().end(this, null);
        }
    }

    @Override
    public void flush() {
        session.output().flush();
    }

    @Override
    public boolean isWritable() {
        return !flow.localEnded() && !flow.isFull() && !session.output().isCrowded();
    }

    @Override
    public void progressed() {
        Exchange current = exchange;
        if (current != null && isWritable()) {
            current.upstreamWritable();
        }
    }

    // ---- the answer

    /** Takes a header block: the answer's head, one before it, or what follows its content. */
    void headers(Http2HeadReader fields, MessageHead head, boolean end) {
        heard = true;
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        if (answered) {
            trailers(current, fields, head, end);
            return;
        }
        boolean toHead = current.request().isHead();
        ResponseHead response = Http2ResponseRules.read(head, fields, toHead, end);
        if (response.status() < 200) {
            if (end || ++interim > MAX_INTERIM) {
                throw new Refusal(502, "too many interim answers, or one that is the last");
            }
            current.interim(head, response);
            return;
        }
        answered = true;
        left = response.framing();
        if (end) {
            flow.endRemote();
        }
        current.responseHead(head, response);
        if (end) {
            finish(current, null);
        }
    }

    private void trailers(Exchange current, Http2HeadReader fields, MessageHead head, boolean end) {
        String problem = fields.problem();
        if (!end || problem != null || fields.hasAny() || fields.isTooLarge() || left > 0) {
            throw new Refusal(502, problem == null ? "the trailers are malformed" : problem);
        }
        flow.endRemote();
        finish(current, head);
    }

    @Override
    public void received(ByteBuf content, boolean end) {
        heard = true;
        int size = content.readableBytes();
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        if (!answered) {
            throw Http2Failure.stream(
                    flow.id(), Http2Error.PROTOCOL_ERROR, "content before the answer's head");
        }
        if (left >= 0) {
            left -= size;
            if (left < 0 || (end && left > 0)) {
                throw Http2Failure.stream(
                        flow.id(),
                        Http2Error.PROTOCOL_ERROR,
                        "content of another length than announced");
            }
        }
        untaken += size;
        if (size > 0) {
            current.responseContent(content.retain());
        }
        if (end && exchange == current) {
            finish(current, null);
        } else {
            acknowledge();
        }
    }

    private void finish(Exchange current, @Nullable MessageHead trailers) {
        current.responseEnded(true, trailers);
    }

    /** Lets the app send as much again as the client's connection has taken. */
    private void acknowledge() {
        if (reading && untaken > 0) {
            int taken = untaken;
            untaken = 0;
            session.consumed(flow, taken);
        }
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        acknowledge();
    }

    @Override
    public void readComplete() {
        Exchange current = exchange;
        if (current != null) {
            current.flushClient();
        }
    }

    // ---- ends

    @Override
    public boolean isStale() {
        return refused || (cutOff && !heard && connection.isReused());
    }

    @Override
    public boolean isRefused() {
        return refused;
    }

    @Override
    public void release(boolean reusable) {
        exchange = null;
        if (!flow.localEnded() && !flow.isEnding()) {
            session.reset(flow.id(), Http2Error.NO_ERROR);
        }
    }

    @Override
    public void close() {
        exchange = null;
        if (!begun) {
            session.remove(flow.id());
        } else if (session.streams().find(flow.id()) == this) {
            session.reset(flow.id(), Http2Error.CANCEL);
        }
    }

    @Override
    public void closeAfterWrites() {
        close();
    }

    @Override
    public void lost(Http2Error error) {
        refused = error == Http2Error.REFUSED_STREAM && !heard;
        cutOff = error == Http2Error.CANCEL && session.ended();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.upstreamBroken(this);
        }
    }

    @Override
    public void checkDeadline(long now) {
        // The exchange has its own.
    }

    @Override
    public void connectionEnds() {
        // Connections to apps end with their exchanges.
    }
}
