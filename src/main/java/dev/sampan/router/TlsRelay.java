package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Stands at a port of TLS that is passed on: reads which name a client asks for, at most 16 KiB, and passes the connection
 * on to the app of that name as it is, these first bytes included. Nothing is decrypted, and no key is needed.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class TlsRelay extends SslClientHelloHandler<TcpRelay> {

    private final Worker worker;
    private final int port;
    private final HandshakeLimit limit;

    /**
     * Stands before a connection is passed on.
     *
     * @param port at which it came
     */
    TlsRelay(Worker worker, int port) {
        super(ClientHelloHandler.LARGEST);
        this.worker = worker;
        this.limit = new HandshakeLimit(worker);
        this.port = port;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        limit.begin(ctx, () -> abandon(ctx));
    }

    /** Without a word: who did not say in time what it wants does not wait for an answer either. */
    private static void abandon(ChannelHandlerContext ctx) {
        ctx.close();
    }

    @Override
    protected Future<TcpRelay> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) {
        TcpRelay found = clientHello == null ? null : find(clientHello);
        return found == null
                ? ctx.executor()
                        .newFailedFuture(
                                new IllegalArgumentException("no app has the name at this port"))
                : ctx.executor().newSucceededFuture(found);
    }

    private @Nullable TcpRelay find(ByteBuf message) {
        String name;
        try {
            name = ClientHello.read(message).name();
        } catch (IllegalArgumentException e) {
            return null; // the alert is all that such a client is told
        }
        WorkerRoute route = name.isEmpty() ? null : worker.find(name);
        if (route == null) {
            return null;
        }
        for (PortMap map : route.policy().ports()) {
            if (map.kind() == PortMap.Kind.TLS && map.port() == port) {
                return new TcpRelay(worker, route.name(), map);
            }
        }
        return null;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<TcpRelay> future) {
        limit.end();
        if (!future.isSuccess()) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(ClientHelloHandler.UNRECOGNIZED_NAME))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        TcpRelay relay = future.getNow();
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().addAfter(ctx.name(), null, relay);
        relay.begin(ctx.pipeline().context(relay));
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        limit.end();
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            RouterLog.error("A connection with TLS could not be passed on", cause);
        }
        ctx.close();
    }
}
