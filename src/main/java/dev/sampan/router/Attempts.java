package dev.sampan.router;

import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** The tries to reach an app with one request: three at most, by the newest table. */
final class Attempts {

    private static final int MOST = 3;

    private final Worker worker;
    private final Exchange exchange;
    private final ClientStream client;
    private final RequestHead request;
    private final ExchangeTally tally;
    private @Nullable Admission admission;
    private boolean http2;

    Attempts(Worker worker, Exchange exchange, ClientStream client, ExchangeTally tally) {
        this.worker = worker;
        this.exchange = exchange;
        this.client = client;
        this.request = exchange.request();
        this.tally = tally;
    }

    /** Whether the app speaks HTTP/2, for which the request was written. */
    boolean http2() {
        return http2;
    }

    /** Makes the first try, once the request has passed what the route's policy asks of it. */
    void begin(WorkerRoute route, @Nullable Admission own) {
        admission = own;
        http2 = route.http2();
        if (own == null || !own.awaitDecision(exchange, client, worker)) {
            tryTarget(route, null, false);
        }
    }

    /**
     * Makes the next try, after a wait or one that failed, by the newest table, since the target may have failed because it
     * left.
     *
     * @param avoided the target that was tried, if any
     */
    void next(@Nullable TargetPool avoided) {
        WorkerRoute from = worker.find(request.host(), tally.path());
        if (from == null || from.http2() != http2) {
            exchange.fail(502);
        } else if (!exchange.ended()) {
            tryTarget(from, avoided, avoided != null);
        }
    }

    private void tryTarget(WorkerRoute from, @Nullable TargetPool avoided, boolean fresh) {
        Admission own = admission;
        if (own != null && from.isPaused()) {
            own.hold(from, exchange, client, worker);
            return;
        }
        TargetPool chosen = own == null ? from.choose(avoided) : own.choose(from, avoided);
        if (chosen == null) {
            exchange.fail(503);
            return;
        }
        tally.tried(chosen);
        client.expectWithin(from.connectTimeout().plusSeconds(1));
        chosen.serve(exchange, fresh);
    }

    /** There is no connection to the target that was tried. */
    void failed(Throwable cause) {
        if (exchange.ended()) {
            return;
        }
        if (tally.attempts() < MOST) {
            next(tally.failed(false));
        } else {
            RouterLog.warnSometimes("A request found no way to its app: " + cause.getMessage());
            exchange.fail(cause instanceof ConnectTimeoutException ? 504 : 502);
        }
    }

    /**
     * Tries once more after a connection broke before it brought an answer, if that may be. What an app says it did not begin
     * with may be sent again whatever it is (RFC 9113 section 8.7).
     *
     * @param whole whether all that was sent is there to be sent again
     */
    void afterBreak(Upstream broken, boolean whole) {
        boolean stale = broken.isStale();
        boolean allowed = broken.isRefused() || tally.route().repeats(request);
        boolean useful = stale || tally.route().mayTryAnother(tally.attempts());
        if (whole && allowed && useful && tally.attempts() < MOST) {
            next(tally.failed(stale));
        } else {
            exchange.fail(broken.isRefused() ? 503 : 502);
        }
    }
}
