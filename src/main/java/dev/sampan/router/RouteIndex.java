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
    private final Map<String, Route> byName = new HashMap<>();

    RouteIndex(RouteTable table) {
        this.table = table;
        for (Route route : table.routes()) {
            byName.put(route.name(), route);
            targets.addAll(route.targets());
            for (String host : route.allHosts()) {
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

    /** The route of that name. */
    @Nullable Route named(String name) {
        return byName.get(name);
    }

    boolean hasTarget(Target target) {
        return targets.contains(target);
    }

    boolean hasRoute(String name) {
        return byName.containsKey(name);
    }

    RouteTable table() {
        return table;
    }

    RouterSettings settings() {
        return table.settings();
    }
}
