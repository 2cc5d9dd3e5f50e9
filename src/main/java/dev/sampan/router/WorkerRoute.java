package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A route as one worker sees it: with that worker's counters and connections. */
final class WorkerRoute {

    private final Worker worker;
    private final Route route;
    private final RouteCounters counters;
    private final TargetPool[] pools;
    private final RequestHandler[] handlers;
    private final Below[] below;
    private final @Nullable StickyTargets sticky;
    private final @Nullable SharedPools shared;
    private final Duration connect;
    private final Duration read;
    private final Duration body;
    private final long maxBody;
    private final boolean plain;
    private final int logged;
    private int unlogged;

    /** Another route below a path. */
    private record Below(String prefix, Route route) {}

    private static final Below[] NONE_BELOW = {};

    WorkerRoute(
            Worker worker,
            Route route,
            RouteCounters counters,
            TargetPool[] pools,
            RequestHandler[] handlers,
            RouteIndex index) {
        this.worker = worker;
        this.route = route;
        this.counters = counters;
        this.pools = pools;
        this.handlers = handlers;
        RoutePolicy policy = route.policy();
        this.below = below(policy.paths(), index);
        String secret = policy.balance().stickySecret();
        this.sticky =
                secret == null || pools.length == 0
                        ? null
                        : new StickyTargets(route.name(), secret, pools);
        this.shared =
                route.shares().isEmpty() ? null : new SharedPools(route.shares(), pools, counters);
        RouterSettings settings = index.settings();
        this.connect = policy.timeouts().connect().orElse(settings.connect());
        this.read = policy.timeouts().read().orElse(settings.responseHeader());
        this.body = policy.timeouts().body().orElse(settings.bodyIdle());
        this.maxBody = least(policy.limits().maxBodyBytes(), settings.maxBodyBytes());
        this.logged = policy.log().millionths();
        this.plain = handlers.length == 0 && sticky == null && !isPaused();
    }

    private static Below[] below(List<PathRoute> paths, RouteIndex index) {
        if (paths.isEmpty()) {
            return NONE_BELOW;
        }
        List<Below> found = new ArrayList<>();
        for (PathRoute path : paths) {
            Route other = index.named(path.route());
            if (other != null) {
                found.add(new Below(path.prefix(), other));
            }
        }
        found.sort(Comparator.comparingInt((Below path) -> path.prefix().length()).reversed());
        return found.toArray(Below[]::new);
    }

    /** The lower of two limits, of which 0 is none. */
    private static long least(long a, long b) {
        return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
    }

    String name() {
        return route.name();
    }

    /** Whether requests are passed on as they come. */
    boolean isPlain() {
        return plain;
    }

    /**
     * Whether a body is larger than the app takes.
     *
     * @param bytes its length, or what has come of it; negative when it is not known
     */
    boolean isTooLarge(long bytes) {
        return maxBody > 0 && bytes > maxBody;
    }

    /** Whether a request may be sent to another target after its connection broke. */
    boolean repeats(RequestHead request) {
        return request.repeatable()
                && route.policy().balance().retried().contains(request.method());
    }

    /** Whether a request that broke on its first try may be tried at another target. */
    boolean mayTryAnother(int attempts) {
        return attempts == 1 && pools.length > 1;
    }

    /** An answer in the app's place, with the page that the app has for it. */
    Answer dressed(Answer answer) {
        String page = answer.page() == null ? route.policy().pages().get(answer.status()) : null;
        return page == null ? answer : answer.withPage(page);
    }

    /** Whether the access log tells of a request that went well: as often as the route's share says, evenly. */
    boolean isLogged() {
        unlogged += logged;
        if (unlogged < LogShare.ALL) {
            return false;
        }
        unlogged -= LogShare.ALL;
        return true;
    }

    TransportPolicy transport() {
        return route.transport();
    }

    /** Whether the app speaks HTTP/2; all of a route's targets speak the same. */
    boolean http2() {
        return pools.length > 0 && pools[0].http2();
    }

    /** The head of a request as the app's protocol has it. */
    ByteBuf encode(
            Worker worker, MessageHead head, RequestHead request, Peer peer, ExchangeTally tally) {
        AsciiWriter writer = worker.writer();
        if (http2()) {
            Http2RequestWriter.write(writer, head, request, peer, tally.startMillis(), tally.id());
        } else {
            RequestWriter.write(writer, head, request, peer, tally.startMillis(), tally.id());
        }
        return worker.written();
    }

    /** Counts a request, or a connection, that begins. */
    void requestStarted() {
        counters.started();
        worker.room().requestStarted();
    }

    /** Counts one that ended. */
    void requestEnded(boolean byRouterOrBreak, boolean byClient) {
        counters.ended(byRouterOrBreak, byClient);
        worker.room().requestEnded();
    }

    RouteCounters counters() {
        return counters;
    }

    RoutePolicy policy() {
        return route.policy();
    }

    /** What a request has to pass; usually nothing. */
    RequestHandler[] handlers() {
        return handlers;
    }

    /**
     * Whether a client may have another connection, or session of UDP, that is passed on as it is: by its address, and by the
     * limits of requests, of which it counts as one.
     *
     * @param hold takes what gives its place back when it has ended, if it has one
     */
    boolean admits(InetAddress client, Consumer<Permit> hold) {
        byte[] address = client.getAddress();
        boolean admitted = route.policy().access().admits(address);
        for (RequestHandler handler : handlers) {
            if (admitted && handler instanceof LimitHandler limits) {
                admitted = limits.admit(address, hold) == null;
            }
        }
        if (!admitted) {
            worker.counts()
                    .refused(
                            client,
                            "the address lists or limits of '%s' do not admit it"
                                    .formatted(route.name()));
        }
        return admitted;
    }

    /** Keeps clients at their targets, when that is wanted. */
    @Nullable StickyTargets sticky() {
        return sticky;
    }

    Duration connectTimeout() {
        return connect;
    }

    Duration readTimeout() {
        return read;
    }

    Duration bodyTimeout() {
        return body;
    }

    /** How long nothing may move in one direction of a body, or in any of a tunnel. */
    Duration idle(boolean tunnel, boolean fromApp) {
        return tunnel ? worker.settings().tunnelIdle() : fromApp ? read : body;
    }

    boolean isPaused() {
        return route.policy().gate().mode() == Gate.Mode.PAUSED;
    }

    /**
     * The route that answers for a path, which is this one unless another is below a prefix; the longest one counts.
     *
     * @param path without the query
     */
    WorkerRoute at(String path) {
        if (below.length == 0 || isAmbiguous(path)) {
            return this;
        }
        String compared = PathRoute.compared(path);
        for (Below other : below) {
            String prefix = other.prefix();
            if (compared.startsWith(prefix)
                    && (compared.length() == prefix.length()
                            || compared.charAt(prefix.length()) == '/')) {
                return worker.of(other.route());
            }
        }
        return this;
    }

    /** Whether a path is refused, since it may lead to another one that is another route's. */
    boolean isAmbiguous(String path) {
        return below.length > 0 && PathRoute.hasDots(PathRoute.compared(path));
    }

    /**
     * The less busy of two targets picked at random, of the share whose turn it is.
     *
     * @param avoided one that just failed; taken only when there is no other
     * @return null when the app has no target
     */
    @Nullable TargetPool choose(@Nullable TargetPool avoided) {
        return shared == null ? TargetChoice.among(pools, avoided) : shared.choose(avoided);
    }

    /** The target with an address; null when there is none any more. */
    @Nullable TargetPool poolAt(String address) {
        for (TargetPool pool : pools) {
            if (pool.target().address().equals(address)) {
                return pool;
            }
        }
        return null;
    }

    /** Counts a request that ended at a target, when the requests of the route are divided. */
    void countShare(TargetPool pool, boolean error) {
        if (shared != null) {
            shared.count(pool, error);
        }
    }
}
