package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The machinery of one HTTP/2 connection, at either end of it: frames, windows, streams, and what the peer's frames may cost
 * (RFC 9113). What streams mean is its role's affair.
 */
final class Http2Session implements FrameReader.Handler, FrameInput.Failures, Http2Output.Listener {

    /** What this end of the connection does with what the session reads. */
    interface Role {

        /** A header block, which has to be decoded in any case, for the next one depends on it. */
        void headers(int stream, ByteBuf block, boolean end);

        /** The peer acknowledged a ping of ours. */
        void pong();

        /** The peer opens, or takes, no more streams than up to this one. */
        void goAway(int lastStream);

        /** A stream ended. */
        void streamClosed();

        /** The connection cannot go on; the peer has been told, and all streams are lost. */
        void failed(Http2Failure failure);
    }

    private final Role role;
    private final ChannelHandlerContext context;
    private final boolean server;
    private final ReceiveWindow window;
    private final FrameInput input = new FrameInput(this, this);
    private final FrameBudget budget = new FrameBudget();
    private final Http2Settings peer = new Http2Settings();
    private final Http2Output output;
    private final Http2Streams streams = new Http2Streams();
    private final List<Http2Stream> touched = new ArrayList<>();
    private boolean ended;

    /**
     * Prepares a session; nothing is sent yet.
     *
     * @param server whether the peer opens the streams
     * @param receiveWindow what the peer may send on all streams together before we take it further
     */
    Http2Session(Role role, ChannelHandlerContext context, boolean server, int receiveWindow) {
        this.role = role;
        this.context = context;
        this.server = server;
        this.window = new ReceiveWindow(context, receiveWindow);
        this.output = new Http2Output(context, budget, this);
    }

    /** Sends our settings, as numbers and values in turn, and widens the connection's window. */
    void start(int... settings) {
        FrameWriter.settings(context, settings);
        window.start();
        context.flush();
    }

    Http2Output output() {
        return output;
    }

    FrameBudget budget() {
        return budget;
    }

    Http2Settings peer() {
        return peer;
    }

    boolean ended() {
        return ended;
    }

    // ---- streams

    StreamFlow newFlow(int stream) {
        return new StreamFlow(stream, peer.initialWindow());
    }

    Http2Streams streams() {
        return streams;
    }

    /** Ends a stream from our side; the stream itself is not told. */
    void reset(int stream, Http2Error error) {
        streams.remember(stream);
        FrameWriter.reset(context, stream, error);
        remove(stream);
        output.flush();
    }

    /** Forgets a stream, without a word to its peer. */
    void remove(int stream) {
        Http2Stream removed = streams.remove(stream);
        if (removed != null) {
            output.remove(removed);
            if (server) {
                report(removed.flow().outstanding());
            }
            role.streamClosed();
        }
    }

    /** Forgets a stream that both sides have ended. */
    void closeIfDone(Http2Stream stream) {
        StreamFlow flow = stream.flow();
        if (flow.localEnded() && flow.remoteEnded() && streams.has(stream)) {
            budget.earn(FrameBudget.EXCHANGE);
            remove(flow.id());
        }
    }

    /** A frame came for a stream that is not open: one that we ended is forgiven, any other of a client's is not. */
    void missing(int stream) {
        streams.requireForgiven(stream, !server);
        budget.spend(FrameBudget.CONTROL);
    }

    // ---- reading

    /** How much of a stream's next content has come; -1 when the peer cannot send any of it now. */
    int arrived(int stream) {
        return window.isOpen() ? input.partial(stream) : -1;
    }

    /** Reads what came, and releases it. */
    void read(ByteBuf bytes) {
        input.read(context.alloc(), bytes);
    }

    @Override
    public void failStream(Http2Failure failure) {
        Http2Stream stream = streams.find(failure.stream());
        reset(failure.stream(), failure.error());
        if (stream != null) {
            stream.lost(failure.error());
        }
        budget.spend(FrameBudget.RESET);
    }

    void readComplete() {
        for (Http2Stream stream : touched) {
            stream.readComplete();
        }
        touched.clear();
    }

    @Override
    public void data(int id, ByteBuf content, int flowBytes, boolean end) {
        window.receive(flowBytes);
        Http2Stream stream = streams.find(id);
        if (!server || stream == null) {
            // One slow client must not hold back what the app sends to the others.
            report(flowBytes);
        }
        if (stream == null) {
            missing(id);
            return;
        }
        StreamFlow flow = stream.flow();
        boolean allowed = flow.receive(flowBytes);
        if (flow.remoteEnded()) {
            throw Http2Failure.stream(id, Http2Error.STREAM_CLOSED, "content behind the end");
        }
        if (!allowed) {
            throw Http2Failure.stream(
                    id, Http2Error.FLOW_CONTROL_ERROR, "more content than the window allows");
        }
        consumed(flow, flowBytes - content.readableBytes());
        if (!content.isReadable() && !end) {
            budget.spend(FrameBudget.EMPTY_DATA);
        }
        if (touched.isEmpty() || touched.getLast().flow().id() != id) {
            touched.add(stream);
        }
        if (end) {
            flow.endRemote();
        }
        stream.received(content, end);
        closeIfDone(stream);
    }

    /** Content of a stream was taken further, so that the peer may send as much again. */
    void consumed(StreamFlow flow, int bytes) {
        int increment = flow.consume(bytes);
        if (increment > 0) {
            FrameWriter.windowUpdate(context, flow.id(), increment);
            output.flush();
        }
        if (server) {
            report(bytes);
        }
    }

    private void report(int bytes) {
        if (!ended && window.consume(bytes)) {
            output.flush();
        }
    }

    @Override
    public void headers(int stream, ByteBuf block, boolean end) {
        budget.spend(FrameBudget.HEADERS);
        role.headers(stream, block, end);
    }

    @Override
    public void reset(int id, long error) {
        Http2Stream stream = streams.find(id);
        if (stream == null) {
            streams.requireBegun(id);
            budget.spend(FrameBudget.CONTROL);
            return;
        }
        remove(id);
        stream.lost(Http2Error.of(error));
        budget.spend(FrameBudget.RESET);
    }

    @Override
    public void settings(ByteBuf values) {
        budget.spend(FrameBudget.SETTINGS);
        long change = peer.update(values);
        if (change != 0) {
            streams.widen(change, output);
        }
        FrameWriter.acknowledgeSettings(context);
        output.flush();
    }

    @Override
    public void ping(long value, boolean acknowledgement) {
        budget.spend(FrameBudget.CONTROL);
        if (acknowledgement) {
            role.pong();
        } else {
            FrameWriter.ping(context, value, true);
            output.flush();
        }
    }

    @Override
    public void goAway(int lastStream, long error) {
        budget.spend(FrameBudget.CONTROL);
        role.goAway(lastStream);
    }

    @Override
    public void windowUpdate(int id, int increment) {
        budget.spend(FrameBudget.CONTROL);
        Http2Error error =
                increment == 0 ? Http2Error.PROTOCOL_ERROR : Http2Error.FLOW_CONTROL_ERROR;
        String reason = "a window widened by nothing, or too far";
        if (id == 0) {
            if (increment == 0 || !output.widen(increment)) {
                throw Http2Failure.connection(error, reason);
            }
            return;
        }
        Http2Stream stream = streams.find(id);
        if (stream == null) {
            streams.requireBegun(id);
        } else if (increment == 0 || !stream.flow().widen(increment)) {
            throw Http2Failure.stream(id, error, reason);
        } else {
            output.schedule(stream);
        }
    }

    @Override
    public void ignored() {
        budget.spend(FrameBudget.CONTROL);
    }

    // ---- sending

    @Override
    public void sent(Http2Stream stream) {
        stream.progressed();
        closeIfDone(stream);
    }

    @Override
    public void uncrowded() {
        streams.all().forEach(Http2Stream::progressed);
    }

    // ---- ends

    /** Ends the connection because of what the peer did, and says so. */
    @Override
    public void fail(Http2Failure failure) {
        if (!ended) {
            goAway(failure.error(), failure.reason());
            end(failure.error());
            role.failed(failure);
        }
    }

    /** Says which of the peer's streams were begun; the others were not, and can be sent elsewhere. */
    void goAway(Http2Error error, String reason) {
        FrameWriter.goAway(context, server ? streams.highest() : 0, error, reason);
        context.flush();
    }

    /** Tells all streams that they are lost, and reads and sends nothing any more. */
    void end(Http2Error error) {
        ended = true;
        for (Http2Stream stream : streams.all()) {
            remove(stream.flow().id());
            stream.lost(error);
        }
        input.close();
    }

    /** Lets go of all that is left, when the connection is gone. */
    void release() {
        if (!ended) {
            end(Http2Error.CANCEL);
        }
        input.release();
    }

    /** Ends what waited for too long: streams, and a frame or header block that does not come wholly. */
    void checkDeadlines(long now, Duration header, Duration frame) {
        if (input.isOverdue(now, header, frame)) {
            fail(Http2Failure.protocol("a frame did not arrive in time"));
            return;
        }
        for (Http2Stream stream : streams.all()) {
            stream.checkDeadline(now);
        }
    }
}
