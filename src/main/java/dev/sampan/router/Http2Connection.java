package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handler of one client's HTTP/2 connection: each stream it opens becomes an exchange. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http2Connection extends ClientConnection implements Http2Session.Role {

    /** What every client sends first (RFC 9113 section 3.4). */
    static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    /** So much of the preface has the form of a request of HTTP/1.1. */
    private static final int ANNOUNCEMENT = 18;

    private static final byte[] START = Arrays.copyOf(PREFACE, ANNOUNCEMENT);

    /** How many streams a client may have open at once. */
    static final int MAX_STREAMS = 100;

    private static final int RECEIVE_WINDOW = 256 * 1024;

    /** How long a client may take to hear that the connection ends, and how long one stays half open after an error. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Worker worker;
    private final String scheme;
    private final HpackDecoder decoder = new HpackDecoder();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http2Session session;
    private Peer peer = Peer.UNKNOWN;
    private int prefaceSeen;
    private boolean draining;
    private boolean lastAnnounced;
    private boolean closing;
    private long deadline;

    Http2Connection(Worker worker, String scheme) {
        this.worker = worker;
        this.scheme = scheme;
    }

    /** The connection is there before its handler, which may come after a TLS handshake. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        Http2Session opened = new Http2Session(this, ctx, true, RECEIVE_WINDOW);
        session = opened;
        peer = Peer.of((SocketChannel) ctx.channel(), scheme);
        expect(worker.settings().firstBytes().toNanos());
        opened.start(
                Http2Settings.MAX_CONCURRENT_STREAMS,
                MAX_STREAMS,
                Http2Settings.INITIAL_WINDOW_SIZE,
                StreamFlow.RECEIVE_WINDOW,
                Http2Settings.MAX_HEADER_LIST_SIZE,
                Http2HeadReader.MAX_SIZE,
                Http2Settings.ENABLE_CONNECT_PROTOCOL,
                1);
        if (!worker.add(this)) {
            boolean told = worker.addRefused(this);
            opened.fail(
                    Http2Failure.connection(
                            Http2Error.ENHANCE_YOUR_CALM, "too many connections are open"));
            if (!told) {
                ctx.close();
            }
        } else if (worker.endsConnections()) {
            drain();
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("The client connection is not open");
        }
        return ctx;
    }

    Http2Session session() {
        Http2Session opened = session;
        if (opened == null) {
            throw new IllegalStateException("The client connection is not open");
        }
        return opened;
    }

    Worker worker() {
        return worker;
    }

    Peer peer() {
        return peer;
    }

    // ---- reading

    /** Whether these bytes are, as a request of HTTP/1.1, how HTTP/2 begins. */
    static boolean isAnnounced(ByteBuf in, int length) {
        return length == ANNOUNCEMENT
                && in.isReadable(length)
                && Ascii.isEqual(
                        ByteBufUtil.getBytes(in, in.readerIndex(), length), 0, length, START);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        read((ByteBuf) message);
    }

    /** Reads what came, from the preface on, and releases it. */
    void read(ByteBuf bytes) {
        if (prefaceSeen < PREFACE.length && !readPreface(bytes)) {
            bytes.release();
            return;
        }
        session().read(bytes);
        updateReading();
    }

    private boolean readPreface(ByteBuf in) {
        while (!closing && in.isReadable() && prefaceSeen < PREFACE.length) {
            if (in.readByte() != PREFACE[prefaceSeen++]) {
                session().fail(Http2Failure.protocol("the connection does not begin as HTTP/2"));
            }
        }
        return !closing && prefaceSeen == PREFACE.length;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session().readComplete();
    }

    /** Reads nothing while the client does not read, so that answers to its frames fill no memory. */
    private void updateReading() {
        setReading(context(), closing || context().channel().isWritable());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            session().output().flush();
        }
        updateReading();
    }

    // ---- streams

    @Override
    public void headers(int id, ByteBuf block, boolean end) {
        Http2HeadReader fields = worker.http2Heads();
        MessageHead head = worker.requestHead();
        fields.read(decoder, block, head);
        Http2Streams streams = session().streams();
        Http2Stream known = streams.find(id);
        if (known instanceof Http2ClientStream stream) {
            trailers(stream, fields, head, end);
        } else if ((id & 1) == 0 || id <= streams.highest()) {
            session().missing(id);
        } else {
            streams.begun(id);
            begin(id, fields, head, end);
        }
    }

    private void trailers(
            Http2ClientStream stream, Http2HeadReader fields, MessageHead head, boolean end) {
        int id = stream.flow().id();
        if (stream.flow().remoteEnded()) {
            throw Http2Failure.stream(id, Http2Error.STREAM_CLOSED, "a header behind the end");
        }
        if (!end || fields.problem() != null || fields.hasAny() || fields.isTooLarge()) {
            throw Http2Failure.stream(id, Http2Error.PROTOCOL_ERROR, "malformed trailers");
        }
        stream.trailersReceived(head);
        session().closeIfDone(stream);
    }

    private void begin(int id, Http2HeadReader fields, MessageHead head, boolean end) {
        if (lastAnnounced || session().streams().size() >= MAX_STREAMS) {
            session().reset(id, Http2Error.REFUSED_STREAM);
            session().budget().spend(FrameBudget.REFUSED);
            return;
        }
        Http2ClientStream stream = new Http2ClientStream(this, session().newFlow(id));
        session().streams().open(stream);
        if (end) {
            stream.flow().endRemote();
        }
        RequestHead request;
        try {
            request = Http2RequestRules.read(head, fields, end);
        } catch (Refusal refusal) {
            refuse(stream, refusal);
            return;
        }
        stream.begin(request, head);
        session().closeIfDone(stream);
    }

    private void refuse(Http2ClientStream stream, Refusal refusal) {
        worker.counts().countRefused();
        String id = RequestId.make();
        worker.log(AccessEntry.refused(id, peer.address(), Protocol.HTTP_2, refusal.status()));
        int number = stream.flow().id();
        if (refusal.status() == 400) {
            throw Http2Failure.stream(number, Http2Error.PROTOCOL_ERROR, refusal.reason());
        }
        session().budget().spend(FrameBudget.REFUSED);
        stream.answerLocally(ErrorPage.refusing(refusal, id));
    }

    @Override
    public void streamClosed() {
        if (session().streams().size() == 0) {
            expect(worker.settings().keepAlive().toNanos());
            closeIfDrained();
        }
    }

    // ---- ends

    @Override
    void retire() {
        drain();
    }

    /** Lets streams that the client has already sent be served: it hears of the end first, then of the last one. */
    @Override
    void drain() {
        if (draining || closing) {
            return;
        }
        draining = true;
        expect(LINGER_NANOS);
        FrameWriter.goAway(context(), Integer.MAX_VALUE, Http2Error.NO_ERROR, "");
        FrameWriter.ping(context(), 0, false);
        context().flush();
    }

    @Override
    public void pong() {
        if (draining && !lastAnnounced) {
            announceLast();
        }
    }

    private void announceLast() {
        lastAnnounced = true;
        session().goAway(Http2Error.NO_ERROR, "");
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (lastAnnounced && !closing && session().streams().size() == 0) {
            closing = true;
            deadline = System.nanoTime() + LINGER_NANOS;
            session().output().flushNow();
            EndOfOutput.afterWrites(context());
        }
    }

    @Override
    public void goAway(int lastStream) {
        // The client opens no more streams; it closes when it has its answers.
    }

    @Override
    public void failed(Http2Failure failure) {
        closing = true;
        worker.counts().countRefused();
        RouterLog.warnSometimes(
                "HTTP/2 connection of '%s' ended: %s".formatted(peer.address(), failure.reason()));
        expect(LINGER_NANOS);
        EndOfOutput.afterWrites(context());
        updateReading();
    }

    private void expect(long nanos) {
        deadline = System.nanoTime() + nanos;
    }

    @Override
    void checkDeadline(long now) {
        boolean late = now - deadline >= 0;
        if (closing) {
            if (late) {
                context().channel().close();
            }
            return;
        }
        RouterSettings settings = worker.settings();
        session().checkDeadlines(now, settings.firstBytes(), settings.bodyIdle());
        if (!late || closing) {
            return;
        }
        if (draining && !lastAnnounced) {
            announceLast();
        } else if (session().streams().size() == 0) {
            lastAnnounced = true;
            session().goAway(Http2Error.NO_ERROR, "");
            closeIfDrained();
        }
    }

    @Override
    void terminate() {
        session().streams().all().forEach(Http2Stream::connectionEnds);
        session().output().flushNow();
        context().channel().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        worker.remove(this);
        closing = true;
        session().release();
    }
}
