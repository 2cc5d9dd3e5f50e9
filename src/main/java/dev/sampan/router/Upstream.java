package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The side of an exchange that faces the app: a connection that this exchange has to itself, or one stream of many. */
interface Upstream {

    /** Serves this exchange from now on, and writes its request's head, encoded for this protocol. */
    void begin(Exchange exchange, ByteBuf head);

    /** Writes a piece of the request's body, or of a tunnel, and releases it. */
    void content(ByteBuf content);

    /**
     * The request is complete.
     *
     * @param trailers what followed its body, with those dropped that must not be passed on, or null
     */
    void requestEnded(@Nullable MessageHead trailers);

    void flush();

    /** Whether the app takes more of the request now; the exchange is told when that changes. */
    boolean isWritable();

    /** Whether more of the answer is wanted now. */
    void setReading(boolean wanted);

    /** Whether the app may have ended this connection before it saw the request. */
    boolean isStale();

    /** Whether the app said that it did not begin with the request. */
    default boolean isRefused() {
        return false;
    }

    /** The answer is complete; reusable says whether request and answer both ended as they should. */
    void release(boolean reusable);

    /** Ends it without telling the exchange. */
    void close();

    /** The same, after what was written has gone out. */
    void closeAfterWrites();
}
