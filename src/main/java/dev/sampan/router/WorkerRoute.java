package dev.sampan.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A route as one worker sees it: with that worker's counters and connections. */
final class WorkerRoute {

    private final Worker worker;
    private final Route route;
    private final RouteCounters counters;
    private final TargetPool[] pools;
    private final RequestHandler[] handlers;
    private final List<Below> below;
    private final @Nullable StickyTargets sticky;
    private final Duration connect;
    private final Duration read;
    private final Duration body;

    /** Another route below a path, its prefix as bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Below(byte[] prefix, Route route) {}

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
        RouterSettings settings = index.settings();
        this.connect = policy.timeouts().connect().orElse(settings.connect());
        this.read = policy.timeouts().read().orElse(settings.responseHeader());
        this.body = policy.timeouts().body().orElse(settings.bodyIdle());
    }

    private static List<Below> below(List<PathRoute> paths, RouteIndex index) {
        if (paths.isEmpty()) {
            return List.of();
        }
        List<Below> found = new ArrayList<>();
        for (PathRoute path : paths) {
            Route other = index.named(path.route());
            if (other != null) {
                found.add(new Below(Ascii.bytes(path.prefix()), other));
            }
        }
        found.sort(Comparator.comparingInt((Below path) -> path.prefix().length).reversed());
        return List.copyOf(found);
    }

    String name() {
        return route.name();
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

    boolean isPaused() {
        return route.policy().gate().mode() == Gate.Mode.PAUSED;
    }

    /**
     * The route that answers for a path, which is this one unless another is below a prefix; the longest one counts.
     *
     * @param start where the path begins in the bytes
     * @param end where path and query end
     */
    WorkerRoute at(byte[] bytes, int start, int end) {
        for (Below path : below) {
            int stop = start + path.prefix().length;
            if (stop <= end
                    && startsWith(bytes, start, path.prefix())
                    && (stop == end || bytes[stop] == '/' || bytes[stop] == '?')) {
                return worker.of(path.route());
            }
        }
        return this;
    }

    private static boolean startsWith(byte[] bytes, int start, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
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
        if (a.isEjected() || b.isEjected()) {
            return chooseAround(first, avoided);
        }
        if (a == avoided) {
            return b;
        }
        if (b == avoided) {
            return a;
        }
        return b.inFlight() < a.inFlight() ? b : a;
    }

    /** The least busy target that is not ejected; when all are, they are treated as if none were. */
    private TargetPool chooseAround(int first, @Nullable TargetPool avoided) {
        TargetPool best = null;
        TargetPool any = pools[first];
        for (int i = 0; i < pools.length; i++) {
            TargetPool candidate = pools[(first + i) % pools.length];
            if (candidate == avoided) {
                continue;
            }
            if (any == avoided || candidate.inFlight() < any.inFlight()) {
                any = candidate;
            }
            if (!candidate.isEjected()
                    && (best == null || candidate.inFlight() < best.inFlight())) {
                best = candidate;
            }
        }
        return best == null ? any : best;
    }
}
