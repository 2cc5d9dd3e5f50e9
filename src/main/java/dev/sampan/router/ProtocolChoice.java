package dev.sampan.router;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind a TLS handshake, limits its time, and makes room for the handler of the protocol that was agreed on. All
 * that is said of protocols stands here: what is offered, and who speaks it.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class ProtocolChoice extends ChannelInboundHandlerAdapter {

    private static final String HTTP_2 = "h2";

    /** What clients are offered by ALPN, the preferred one first. */
    static final List<String> OFFERED = List.of(HTTP_2, "http/1.1");

    private final Worker worker;
    private final HandshakeLimit limit;

    ProtocolChoice(Worker worker) {
        this.worker = worker;
        this.limit = new HandshakeLimit(worker);
    }

    /** The handler of a protocol; of HTTP/1.1 for clients that name none. */
    private ChannelHandler handlerOf(@Nullable String protocol) {
        return HTTP_2.equals(protocol)
                ? new Http2Connection(worker, "https")
                : new Http1Connection(worker, "https");
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        limit.begin(ctx, () -> abandon(ctx));
    }

    /** Without another word: who did not end a handshake in time does not wait for an answer either. */
    private static void abandon(ChannelHandlerContext ctx) {
        ctx.channel().unsafe().close(ctx.channel().unsafe().voidPromise());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        limit.end();
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        String protocol = tls == null ? null : tls.applicationProtocol();
        if (!handshake.isSuccess() || worker.isDraining() || ClientHello.ACME.equals(protocol)) {
            ctx.close();
            return;
        }
        ctx.pipeline().addLast(handlerOf(protocol));
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        limit.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            RouterLog.error("A TLS handshake failed", cause);
        }
        ctx.close();
    }
}
