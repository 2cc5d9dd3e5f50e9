package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Writes the answers of one HTTP/1.1 connection: how each is framed, and whether the connection goes on after it. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http1Answer {

    /** Content that is not longer goes along with the head: one buffer is written faster than several. */
    private static final int SMALL = 1024;

    private final Worker worker;
    private @Nullable ByteBuf head;
    private boolean chunked;
    private boolean endsByClose;
    private boolean close;
    private long given;

    Http1Answer(Worker worker) {
        this.worker = worker;
    }

    void interim(ChannelHandlerContext ctx, MessageHead from, ResponseHead response) {
        ResponseWriter.writeInterim(worker.writer(), from, response);
        ctx.writeAndFlush(worker.written(), ctx.voidPromise());
    }

    /** Writes the app's head as it goes to the client. */
    void begin(
            ChannelHandlerContext ctx, MessageHead from, ResponseHead response, Exchange exchange) {
        RequestHead request = exchange.request();
        boolean unsized =
                response.framing() == Framing.UNTIL_CLOSE || response.framing() == Framing.CHUNKED;
        chunked = unsized && !request.http10();
        endsByClose = unsized && request.http10();
        close = endsByClose || endsConnection(exchange);
        ResponseWriter.write(
                worker.writer(), from, response, request, exchange.hsts(), chunked, close);
        hold();
    }

    private boolean endsConnection(Exchange exchange) {
        return !exchange.requestDone()
                || !exchange.request().keepAlive()
                || worker.endsConnections();
    }

    /** From now on content is passed on as it is, and the connection ends with it. */
    void beginTunnel(ChannelHandlerContext ctx, MessageHead from, ResponseHead response) {
        chunked = false;
        endsByClose = false;
        close = true;
        ResponseWriter.writeSwitch(worker.writer(), from, response);
        hold();
    }

    void content(ChannelHandlerContext ctx, ByteBuf content) {
        given += content.readableBytes();
        ByteBuf held = head;
        if (held != null && append(held, content)) {
            content.release();
            return;
        }
        pass(ctx);
        if (chunked) {
            ChunkWriter.write(ctx, content);
        } else {
            ctx.write(content, ctx.voidPromise());
        }
    }

    private boolean append(ByteBuf held, ByteBuf content) {
        if (chunked) {
            return ChunkWriter.append(held, content);
        }
        boolean fits = held.writableBytes() >= content.readableBytes();
        if (fits) {
            held.writeBytes(content);
        }
        return fits;
    }

    /** Passes on the head that waited for content; called before each flush. */
    void pass(ChannelHandlerContext ctx) {
        ByteBuf held = head;
        if (held != null) {
            head = null;
            ctx.write(held, ctx.voidPromise());
        }
    }

    /** Nothing more is to go to the client. */
    void release() {
        ByteBuf held = head;
        if (held != null) {
            head = null;
            held.release();
        }
    }

    void end(ChannelHandlerContext ctx, @Nullable MessageHead trailers) {
        ByteBuf held = head;
        if (chunked && trailers == null && held != null && ChunkWriter.appendLast(held)) {
            return;
        }
        pass(ctx);
        if (chunked) {
            ChunkWriter.writeLast(ctx, worker, trailers);
        }
    }

    /** Writes a whole answer of the router's own. */
    void local(ChannelHandlerContext ctx, Answer answer, Exchange exchange) {
        endsByClose = false;
        close = endsConnection(exchange);
        ResponseWriter.write(worker.writer(), answer, exchange.request().isHead(), close);
        hold();
        pass(ctx);
    }

    /** Says why what came was no request, and logs it. */
    void refusal(ChannelHandlerContext ctx, Refusal refusal, Peer peer) {
        String id = RequestId.make();
        refusal(ctx, ErrorPage.refusing(refusal, id));
        worker.log(AccessEntry.refused(id, peer.address(), Protocol.HTTP_1_1, refusal.status()));
    }

    /** Writes a whole answer without a request. */
    void refusal(ChannelHandlerContext ctx, Answer answer) {
        ResponseWriter.write(worker.writer(), answer, false, true);
        hold();
        pass(ctx);
    }

    private void hold() {
        ByteBuf written = worker.writer().toBuffer(PooledByteBufAllocator.DEFAULT, SMALL);
        given += written.readableBytes();
        head = written;
    }

    /** How many bytes of answers were written, the framing of chunks aside. */
    long given() {
        return given;
    }

    /** Whether only a reset can tell the client that the answer is not complete. */
    boolean endsByClose() {
        return endsByClose;
    }

    /** Whether the connection ends after this answer; what is left of a request could be read as the next one. */
    boolean isLast(Exchange exchange) {
        return close || !exchange.requestDone();
    }
}
