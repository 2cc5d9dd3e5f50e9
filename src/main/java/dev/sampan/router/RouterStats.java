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
 * @param refused messages that broke a rule
 */
public record RouterStats(
        long generation,
        long pid,
        int connections,
        long unknownHosts,
        long refused,
        Map<String, RouteTotals> routes,
        Map<Target, TargetTotals> targets) {

    public RouterStats {
        routes = Map.copyOf(routes);
        targets = Map.copyOf(targets);
    }

    public RouteTotals route(String name) {
        return routes.getOrDefault(name, RouteTotals.NONE);
    }

    public TargetTotals target(Target target) {
        return targets.getOrDefault(target, TargetTotals.NONE);
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
                bothTargets);
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
        return map;
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
        return new RouterStats(
                Json.number(map, "generation"),
                Json.number(map, "pid"),
                (int) Json.number(map, "connections"),
                Json.number(map, "unknownHosts"),
                Json.number(map, "refused"),
                byRoute,
                byTarget);
    }
}
