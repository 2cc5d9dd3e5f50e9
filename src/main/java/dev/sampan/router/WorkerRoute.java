package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A route as one worker sees it: with that worker's counters and connections. */
final class WorkerRoute {

    private final Route route;
    private final RouteCounters counters;
    private final TargetPool[] pools;

    WorkerRoute(Route route, RouteCounters counters, TargetPool[] pools) {
        this.route = route;
        this.counters = counters;
        this.pools = pools;
    }

    String name() {
        return route.name();
    }

    /** Whether the app speaks HTTP/2; all of a route's targets speak the same. */
    boolean http2() {
        return pools.length > 0 && pools[0].http2();
    }

    /** The head of a request as the app's protocol has it. */
    ByteBuf encode(
            Worker worker, MessageHead head, RequestHead request, Peer peer, ExchangeTally tally) {
        HeadWriter writer = worker.writer();
        if (http2()) {
            Http2RequestWriter.write(writer, head, request, peer, tally.startMillis(), tally.id());
        } else {
            RequestWriter.write(writer, head, request, peer, tally.startMillis(), tally.id());
        }
        return worker.written();
    }

    RouteCounters counters() {
        return counters;
    }

    /**
     * The less busy of two targets picked at random.
     *
     * @param avoided one that just failed; taken only when there is no other
     * @return null when the app has no target
     */
    @Nullable TargetPool choose(@Nullable TargetPool avoided) {
        int count = pools.length;
        if (count == 0) {
            return null;
        }
        if (count == 1) {
            return pools[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        TargetPool a = pools[first];
        TargetPool b = pools[second];
        if (a == avoided) {
            return b;
        }
        if (b == avoided) {
            return a;
        }
        return b.inFlight() < a.inFlight() ? b : a;
    }
}
