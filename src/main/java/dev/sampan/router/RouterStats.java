package dev.sampan.router;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the running router counts, exact at the instant each worker answered.
 *
 * @param generation of the table that every worker routes by
 * @param connections of clients, open now
 * @param unknownHosts requests for a host that no route has
 * @param refused messages that broke a rule, and connections that were closed because of their clients
 * @param shares of each route whose requests are divided, the counts by the names of its shares
 * @param out targets that do not pass their checks, and why
 */
public record RouterStats(
        long generation,
        long pid,
        int connections,
        long unknownHosts,
        long refused,
        Map<String, RouteTotals> routes,
        Map<String, Map<String, ShareTotals>> shares,
        Map<Target, TargetTotals> targets,
        Map<Target, String> out) {

    public RouterStats {
        routes = Map.copyOf(routes);
        shares = copyOf(shares);
        targets = Map.copyOf(targets);
        out = Map.copyOf(out);
    }

    private static Map<String, Map<String, ShareTotals>> copyOf(
            Map<String, Map<String, ShareTotals>> shares) {
        Map<String, Map<String, ShareTotals>> copy = new HashMap<>();
        shares.forEach(
                (route, totals) -> {
                    if (!totals.isEmpty()) {
                        copy.put(route, Map.copyOf(totals));
                    }
                });
        return Map.copyOf(copy);
    }

    /** The counts of a route's shares; none when its requests are not divided. */
    public Map<String, ShareTotals> sharesOf(String route) {
        return shares.getOrDefault(route, Map.of());
    }

    public RouteTotals route(String name) {
        return routes.getOrDefault(name, RouteTotals.NONE);
    }

    public TargetTotals target(Target target) {
        return targets.getOrDefault(target, TargetTotals.NONE);
    }

    /** What stays of these counts when the router has ended. */
    RouterStats ended() {
        Map<String, RouteTotals> past = new HashMap<>();
        routes.forEach(
                (name, t) ->
                        past.put(
                                name,
                                new RouteTotals(
                                        t.requests(), t.failed(), t.aborted(), 0, t.latencies())));
        return new RouterStats(
                Long.MAX_VALUE, pid, 0, unknownHosts, refused, past, shares, Map.of(), Map.of());
    }

    RouterStats withRoutes(Map<String, RouteTotals> newRoutes) {
        return new RouterStats(
                generation,
                pid,
                connections,
                unknownHosts,
                refused,
                newRoutes,
                shares,
                targets,
                out);
    }

    RouterStats plus(RouterStats other) {
        Map<String, RouteTotals> bothRoutes = new HashMap<>(routes);
        other.routes.forEach((name, totals) -> bothRoutes.merge(name, totals, RouteTotals::plus));
        Map<Target, TargetTotals> bothTargets = new HashMap<>(targets);
        other.targets.forEach((at, totals) -> bothTargets.merge(at, totals, TargetTotals::plus));
        return new RouterStats(
                Math.min(generation, other.generation),
                pid,
                connections + other.connections,
                unknownHosts + other.unknownHosts,
                refused + other.refused,
                bothRoutes,
                bothShares(other),
                bothTargets,
                out);
    }

    RouterStats withOut(Map<Target, String> newOut) {
        return new RouterStats(
                generation,
                pid,
                connections,
                unknownHosts,
                refused,
                routes,
                shares,
                targets,
                newOut);
    }

    private Map<String, Map<String, ShareTotals>> bothShares(RouterStats other) {
        Map<String, Map<String, ShareTotals>> both = new HashMap<>();
        for (RouterStats part : new RouterStats[] {this, other}) {
            part.shares.forEach(
                    (route, totals) -> {
                        Map<String, ShareTotals> sum =
                                both.computeIfAbsent(route, _ -> new HashMap<>());
                        totals.forEach((name, t) -> sum.merge(name, t, ShareTotals::plus));
                    });
        }
        return both;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("generation", generation);
        map.put("pid", pid);
        map.put("connections", connections);
        map.put("unknownHosts", unknownHosts);
        map.put("refused", refused);
        Map<String, Object> byRoute = new LinkedHashMap<>();
        routes.forEach(
                (name, t) ->
                        byRoute.put(
                                name,
                                Map.of(
                                        "requests", t.requests(),
                                        "failed", t.failed(),
                                        "aborted", t.aborted(),
                                        "inFlight", t.inFlight(),
                                        "latencies", t.latencies().toMap())));
        map.put("routes", byRoute);
        Map<String, Object> byShare = new LinkedHashMap<>();
        shares.forEach((route, totals) -> byShare.put(route, mapOf(totals)));
        map.put("shares", byShare);
        Map<String, Object> byTarget = new LinkedHashMap<>();
        targets.forEach(
                (target, t) ->
                        byTarget.put(
                                target.toString(),
                                Map.of(
                                        "requests", t.requests(),
                                        "failed", t.failed(),
                                        "inFlight", t.inFlight())));
        map.put("targets", byTarget);
        Map<String, Object> reasons = new LinkedHashMap<>();
        out.forEach((target, reason) -> reasons.put(target.toString(), reason));
        map.put("out", reasons);
        return map;
    }

    private static Map<String, Object> mapOf(Map<String, ShareTotals> shares) {
        Map<String, Object> map = new LinkedHashMap<>();
        shares.forEach(
                (name, t) -> map.put(name, Map.of("requests", t.requests(), "errors", t.errors())));
        return map;
    }

    /** None when the router is older than this. */
    private static Map<String, Map<String, ShareTotals>> sharesFrom(Map<String, Object> map) {
        Map<String, Map<String, ShareTotals>> shares = new HashMap<>();
        if (map.containsKey("shares")) {
            Map<String, Object> routes = Json.object(map, "shares");
            for (String route : routes.keySet()) {
                Map<String, Object> names = Json.object(routes, route);
                Map<String, ShareTotals> totals = new HashMap<>();
                for (String name : names.keySet()) {
                    Map<String, Object> t = Json.object(names, name);
                    totals.put(
                            name,
                            new ShareTotals(Json.number(t, "requests"), Json.number(t, "errors")));
                }
                shares.put(route, totals);
            }
        }
        return shares;
    }

    static RouterStats from(Map<String, Object> map) {
        Map<String, RouteTotals> byRoute = new HashMap<>();
        Map<String, Object> routeMaps = Json.object(map, "routes");
        for (String name : routeMaps.keySet()) {
            Map<String, Object> t = Json.object(routeMaps, name);
            byRoute.put(
                    name,
                    new RouteTotals(
                            Json.number(t, "requests"),
                            Json.number(t, "failed"),
                            Json.number(t, "aborted"),
                            (int) Json.number(t, "inFlight"),
                            t.containsKey("latencies")
                                    ? Latencies.from(Json.object(t, "latencies"))
                                    : Latencies.NONE));
        }
        Map<Target, TargetTotals> byTarget = new HashMap<>();
        Map<String, Object> targetMaps = Json.object(map, "targets");
        for (String name : targetMaps.keySet()) {
            Map<String, Object> t = Json.object(targetMaps, name);
            byTarget.put(
                    Target.parse(name),
                    new TargetTotals(
                            Json.number(t, "requests"),
                            Json.number(t, "failed"),
                            (int) Json.number(t, "inFlight")));
        }
        Map<Target, String> out = new HashMap<>();
        if (map.containsKey("out")) {
            Map<String, Object> reasons = Json.object(map, "out");
            reasons.keySet().forEach(name -> out.put(Target.parse(name), Json.text(reasons, name)));
        }
        return new RouterStats(
                Json.number(map, "generation"),
                Json.number(map, "pid"),
                (int) Json.number(map, "connections"),
                Json.number(map, "unknownHosts"),
                Json.number(map, "refused"),
                byRoute,
                sharesFrom(map),
                byTarget,
                out);
    }
}
