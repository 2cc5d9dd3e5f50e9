package dev.sampan.router;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A route table made ready for look-ups; immutable, shared by all workers. */
final class RouteIndex {

    private final RouteTable table;
    private final Map<String, Route> exact = new HashMap<>();
    private final Map<String, Route> below = new HashMap<>();
    private final Set<Target> targets = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    RouteIndex(RouteTable table) {
        this.table = table;
        for (Route route : table.routes()) {
            names.add(route.name());
            targets.addAll(route.targets());
            for (String host : route.hosts()) {
                if (host.startsWith("*.")) {
                    below.put(host.substring(2), route);
                } else {
                    exact.put(host, route);
                }
            }
        }
    }

    /** The route for a lower-case host name without port: the name itself, else the longest wildcard above it. */
    @Nullable Route find(String host) {
        Route route = exact.get(host);
        if (route != null || below.isEmpty()) {
            return route;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            route = below.get(host.substring(dot + 1));
            if (route != null) {
                return route;
            }
        }
        return null;
    }

    boolean hasTarget(Target target) {
        return targets.contains(target);
    }

    boolean hasRoute(String name) {
        return names.contains(name);
    }

    RouteTable table() {
        return table;
    }

    RouterSettings settings() {
        return table.settings();
    }
}
