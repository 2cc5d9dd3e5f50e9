package dev.sampan.router;

import java.net.InetAddress;
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

    /** Forgets what a table does not know any more; as much work as there are changes. */
    void follow(RouteIndex index) {
        for (Route route : index.removed()) {
            if (!index.hasRoute(route.name())) {
                byRoute.remove(route.name());
            }
        }
        for (Route route : index.added()) {
            RouteCounters own = byRoute.get(route.name());
            if (own != null) {
                own.retainShares(route.shares());
            }
        }
    }

    void countUnknownHost() {
        unknownHosts++;
    }

    void countRefused() {
        refused++;
    }

    /** Counts a client that is refused before anybody has answered it, and tells why. */
    void refused(InetAddress client, String why) {
        countRefused();
        RouterLog.warnSometimes(
                "A connection of '%s' was refused: %s".formatted(client.getHostAddress(), why));
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
