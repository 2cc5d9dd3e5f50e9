package dev.sampan.router;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Stands at every listener: when a connection cannot be accepted, as when there are no file descriptors left, it lets
 * the next ones wait in the kernel's queue for a moment instead of trying at once.
 */
@Sharable
final class AcceptGuard extends ChannelInboundHandlerAdapter {

    private static final long PAUSE_MILLIS = 100;

    private final BooleanSupplier accepting;

    /**
     * Guards listeners.
     *
     * @param accepting false while connections shall wait anyway
     */
    AcceptGuard(BooleanSupplier accepting) {
        this.accepting = accepting;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // ends with its event loop
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor()
                .schedule(
                        () -> {
                            if (ctx.channel().isOpen() && accepting.getAsBoolean()) {
                                ctx.channel().config().setAutoRead(true);
                            }
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
        RouterLog.warnSometimes(
                "Connections wait at '%s': %s".formatted(ctx.channel().localAddress(), cause));
    }
}
