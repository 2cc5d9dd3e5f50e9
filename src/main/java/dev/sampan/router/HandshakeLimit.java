package dev.sampan.router;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The begin of one connection that has something to say before it is a client's, as with TLS or behind a proxy: there are so
 * many at once only, and each has so much time.
 */
final class HandshakeLimit {

    private final Worker worker;
    private @Nullable ScheduledFuture<?> time;
    private boolean counted;

    HandshakeLimit(Worker worker) {
        this.worker = worker;
    }

    /**
     * Begins, or closes the connection when there is no room for it.
     *
     * @param abandon what to do when the time is over
     */
    void begin(ChannelHandlerContext ctx, Runnable abandon) {
        if (worker.isDraining() || !worker.beginHandshake()) {
            var _ = ctx.close();
            return;
        }
        counted = true;
        time =
                ctx.executor()
                        .schedule(
                                abandon,
                                worker.settings().firstBytes().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    /** Ends; may be called again. */
    void end() {
        ScheduledFuture<?> timer = time;
        time = null;
        if (timer != null) {
            timer.cancel(false);
        }
        if (counted) {
            counted = false;
            worker.endHandshake();
        }
    }
}
