package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a client's stream and compresses the answer on its way, when answer and client allow it. What an app sends
 * bit by bit, as events are, is passed on bit by bit.
 */
final class CompressedStream implements ClientStream {

    private final ClientStream client;
    private final Compressors compressors;
    private final RequestHead request;
    private final @Nullable ContentCoding coding;
    private @Nullable Compressor compressor;
    private boolean flushing;
    private boolean fresh;

    private CompressedStream(
            ClientStream client,
            Compressors compressors,
            RequestHead request,
            @Nullable ContentCoding coding) {
        this.client = client;
        this.compressors = compressors;
        this.request = request;
        this.coding = coding;
    }

    /** The client's stream, behind one that compresses if that is the route's policy. */
    static ClientStream around(
            ClientStream client,
            Worker worker,
            RoutePolicy policy,
            RequestHead request,
            MessageHead head) {
        List<ContentCoding> codings = policy.codings();
        return codings.isEmpty()
                ? client
                : new CompressedStream(
                        client,
                        worker.compressors(),
                        request,
                        AcceptEncoding.choose(head, codings));
    }

    @Override
    public void answer(MessageHead from, ResponseHead response) {
        if (!Compressible.is(from, response, request)) {
            client.answer(from, response);
            return;
        }
        Compressible.vary(from);
        Compressor taken = coding == null ? null : compressors.take(coding);
        if (coding == null || taken == null) {
            client.answer(from, response);
            return;
        }
        compressor = taken;
        flushing = response.declaredLength() < 0;
        Compressible.encode(from, coding);
        client.answer(from, response.withoutLength());
    }

    @Override
    public void answerContent(ByteBuf content) {
        Compressor own = compressor;
        if (own == null) {
            client.answerContent(content);
            return;
        }
        fresh = true;
        try {
            pass(own.compress(content));
        } finally {
            content.release();
        }
    }

    private void pass(ByteBuf compressed) {
        if (compressed.isReadable()) {
            client.answerContent(compressed);
        } else {
            compressed.release();
        }
    }

    @Override
    public void flush() {
        Compressor own = compressor;
        if (own != null && flushing && fresh) {
            fresh = false;
            pass(own.flush());
        }
        client.flush();
    }

    @Override
    public void answerEnded(@Nullable MessageHead trailers) {
        Compressor own = compressor;
        if (own != null) {
            pass(own.end());
            forget();
        }
        client.answerEnded(trailers);
    }

    @Override
    public void forget() {
        Compressor own = compressor;
        compressor = null;
        if (own != null && coding != null) {
            compressors.giveBack(coding, own);
        }
    }

    @Override
    public void abort() {
        forget();
        client.abort();
    }

    // ---- what is not changed

    @Override
    public void answerLocally(Answer answer) {
        client.answerLocally(answer);
    }

    @Override
    public Peer peer() {
        return client.peer();
    }

    @Override
    public boolean isWritable() {
        return client.isWritable();
    }

    @Override
    public void expectWithin(Duration time) {
        client.expectWithin(time);
    }

    @Override
    public void upstreamReady() {
        client.upstreamReady();
    }

    @Override
    public void updateReading() {
        client.updateReading();
    }

    @Override
    public void interim(MessageHead from, ResponseHead response) {
        client.interim(from, response);
    }

    @Override
    public void openTunnel(MessageHead from, ResponseHead response) {
        client.openTunnel(from, response);
    }
}
