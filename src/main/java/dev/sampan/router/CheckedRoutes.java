package dev.sampan.router;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** Routes of which no two claim the same; immutable, and checked once, however many tables they stand in. */
final class CheckedRoutes extends AbstractList<Route> implements RandomAccess {

    private final Route[] routes;

    private CheckedRoutes(List<Route> routes) {
        this.routes = routes.toArray(Route[]::new);
        check();
    }

    /** The same routes; an InvalidRouteTableException names two that contradict each other. */
    static List<Route> of(List<Route> routes) {
        return routes instanceof CheckedRoutes ? routes : new CheckedRoutes(routes);
    }

    private void check() {
        Map<String, Route> names = HashMap.newHashMap(routes.length);
        Map<String, Route> hosts = HashMap.newHashMap(routes.length);
        Map<String, Route> ports = new HashMap<>();
        for (Route route : routes) {
            if (names.put(route.name(), route) != null) {
                throw new InvalidRouteTableException(
                        "Route '%s' stands in the table twice".formatted(route.name()));
            }
            for (String host : route.allHosts()) {
                Route other = hosts.put(host, route);
                if (other != null) {
                    throw claimedTwice("Host '" + host + "'", other, route);
                }
            }
            for (PortMap map : route.policy().ports()) {
                String port = map.kind() + " port " + map.port();
                Route other = ports.put(port, route);
                if (other != null && !map.kind().isShared()) {
                    throw claimedTwice(port, other, route);
                }
            }
        }
    }

    private static InvalidRouteTableException claimedTwice(String what, Route one, Route other) {
        return new InvalidRouteTableException(
                "%s is claimed by route '%s' and route '%s'"
                        .formatted(what, one.name(), other.name()));
    }

    @Override
    public Route get(int index) {
        return routes[index];
    }

    @Override
    public int size() {
        return routes.length;
    }
}
