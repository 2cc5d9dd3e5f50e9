package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads what a client says first with TLS, at most 16 KiB of it, and goes on with the certificate that it asks for. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class ClientHelloHandler extends SslClientHelloHandler<SslContext> {

    static final int LARGEST = 16 << 10;

    /** A fatal alert with the description `unrecognized_name` (RFC 6066, section 3). */
    static final byte[] UNRECOGNIZED_NAME = {0x15, 3, 3, 0, 2, 2, 112};

    private final Worker worker;

    ClientHelloHandler(Worker worker) {
        super(LARGEST);
        this.worker = worker;
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) {
        SslContext found = clientHello == null ? null : find(clientHello);
        return found == null
                ? ctx.executor()
                        .newFailedFuture(
                                new IllegalArgumentException("no certificate is asked for"))
                : ctx.executor().newSucceededFuture(found);
    }

    private @Nullable SslContext find(ByteBuf message) {
        ClientHello hello;
        try {
            hello = ClientHello.read(message);
        } catch (IllegalArgumentException e) {
            return null; // the alert below is all that such a client is told
        }
        TlsIndex tls = worker.tls();
        if (hello.challenge()) {
            return tls.challenge(hello.name());
        }
        SslContext own = tls.find(hello.name());
        boolean known = hello.name().isEmpty() || worker.hasHost(hello.name());
        return own == null && known ? tls.fallback() : own;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<SslContext> future) {
        if (!future.isSuccess()) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        SslHandler next = future.getNow().newHandler(ctx.alloc());
        next.setHandshakeTimeoutMillis(0); // the next handler in the pipeline limits it
        ctx.pipeline().replace(this, null, next);
    }
}
