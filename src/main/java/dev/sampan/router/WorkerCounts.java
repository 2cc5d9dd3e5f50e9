package dev.sampan.router;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What one worker has counted; touched by its loop only. */
final class WorkerCounts {

    private final Map<String, RouteCounters> byRoute = new HashMap<>();
    private long unknownHosts;
    private long refused;

    RouteCounters of(Route route) {
        return byRoute.computeIfAbsent(route.name(), name -> new RouteCounters());
    }

    /** Forgets what a table does not know any more. */
    void follow(RouteIndex index) {
        byRoute.keySet().removeIf(name -> !index.hasRoute(name));
        byRoute.forEach((name, own) -> own.retainShares(index.sharesOf(name)));
    }

    void countUnknownHost() {
        unknownHosts++;
    }

    void countRefused() {
        refused++;
    }

    /**
     * All counts.
     *
     * @param generation of the table in use
     * @param clients how many are connected
     */
    RouterStats stats(long generation, int clients, Collection<TargetPool> pools) {
        Map<String, RouteTotals> routes = new HashMap<>();
        Map<String, Map<String, ShareTotals>> shares = new HashMap<>();
        byRoute.forEach(
                (name, own) -> {
                    routes.put(name, own.totals());
                    shares.put(name, own.shareTotals());
                });
        Map<Target, TargetTotals> targets = new HashMap<>();
        pools.forEach(pool -> targets.put(pool.target(), pool.totals()));
        return new RouterStats(
                generation,
                ProcessHandle.current().pid(),
                clients,
                unknownHosts,
                refused,
                routes,
                shares,
                targets,
                Map.of());
    }
}
