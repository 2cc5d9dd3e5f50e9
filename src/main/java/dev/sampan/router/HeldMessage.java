package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** A request as it goes to the app, for as long as it may have to be sent once more: its head, and a short body. */
final class HeldMessage {

    /** Most messages of gRPC have less. */
    static final int LONGEST = 16 << 10;

    private @Nullable ByteBuf head;
    private @Nullable ByteBuf body;

    void set(ByteBuf encoded) {
        head = encoded;
    }

    boolean isThere() {
        return head != null;
    }

    /**
     * Sends it as far as it has come.
     *
     * @param again whether it may have to be sent once more
     */
    void send(Exchange exchange, Upstream to, boolean again) {
        ByteBuf first = head;
        if (first == null) {
            throw new IllegalStateException("The request was sent already");
        }
        head = again ? first : null;
        to.begin(exchange, again ? first.retainedDuplicate() : first);
        ByteBuf sent = body;
        if (sent != null) {
            to.content(sent.copy());
        }
        if (exchange.requestDone() && exchange.request().framing() != 0) {
            to.requestEnded(null);
        }
    }

    /** Sends a piece of the body, and keeps it unless that gets too long: then the request is not sent again. */
    void pass(ByteBuf content, Upstream to) {
        keep(content);
        to.content(content);
    }

    /** The body is complete; trailers behind it are not kept, so that it is not sent again. */
    void end(@Nullable MessageHead trailers) {
        if (trailers != null) {
            release();
        }
    }

    private void keep(ByteBuf content) {
        int size = content.readableBytes();
        ByteBuf before = body;
        if (head == null || size == 0) {
            return;
        }
        if ((before == null ? 0 : before.readableBytes()) + size > LONGEST) {
            release();
            return;
        }
        if (before == null) {
            before = PooledByteBufAllocator.DEFAULT.buffer(size, LONGEST);
            body = before;
        }
        before.writeBytes(content, content.readerIndex(), size);
    }

    void release() {
        release(head);
        release(body);
        head = null;
        body = null;
    }

    private static void release(@Nullable ByteBuf held) {
        if (held != null) {
            held.release();
        }
    }
}
