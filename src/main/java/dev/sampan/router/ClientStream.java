package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The side of an exchange that faces the client: an HTTP/1.1 connection while it carries this request, or one stream of
 * HTTP/2. It reads the request and gives it to the exchange, and it knows how an answer is framed for its client.
 */
interface ClientStream {

    /** Who the client is, as apps and logs are told. */
    Peer peer();

    /** Whether the client takes more of the answer now; the exchange is told when that changes. */
    boolean isWritable();

    /** Sets the time within which something has to move, else {@link Exchange#timedOut} is called. */
    void expectWithin(Duration time);

    /** The exchange has its connection to the app, and takes the request's body from now on. */
    void upstreamReady();

    /** What {@link Exchange#takesContent} says may have changed. */
    void updateReading();

    /** Passes on an interim answer (1xx, not 101). */
    void interim(MessageHead from, ResponseHead response);

    /** Begins the answer with the app's head. */
    void answer(MessageHead from, ResponseHead response);

    /** Writes a piece of the answer's body and releases it. */
    void answerContent(ByteBuf content);

    /**
     * The answer is complete; the exchange is over.
     *
     * @param trailers what followed its body, with those dropped that must not be passed on, or null
     */
    void answerEnded(@Nullable MessageHead trailers);

    /** Gives a whole answer of the router's own; the exchange is over. */
    void answerLocally(Answer answer);

    /** Says that the app switched to WebSocket; from now on content goes both ways as it is, until one side ends. */
    void openTunnel(MessageHead from, ResponseHead response);

    /** Breaks the answer off so that the client sees that it is not complete; the exchange is over. */
    void abort();

    void flush();

    /** The client is gone, or is to get nothing more; what was kept for it is let go of. */
    default void forget() {}
}
