package dev.sampan.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the router knows of the apps, as one immutable snapshot.
 *
 * @param generation grows by one with each publication
 * @param certificates for connections with TLS; of two for one host the first is taken
 * @param challenges of certificate authorities that wait for an answer
 */
public record RouteTable(
        long generation,
        RouterSettings settings,
        List<Route> routes,
        List<Certificate> certificates,
        List<Challenge> challenges) {

    public static final RouteTable EMPTY =
            new RouteTable(0, RouterSettings.DEFAULT, List.of(), List.of(), List.of());

    public RouteTable {
        routes = List.copyOf(routes);
        certificates = List.copyOf(certificates);
        challenges = List.copyOf(challenges);
        Map<String, String> names = new HashMap<>();
        Map<String, String> hosts = new HashMap<>();
        Map<String, String> ports = new HashMap<>();
        for (Route route : routes) {
            if (names.put(route.name(), route.name()) != null) {
                throw new InvalidRouteTableException(
                        "Route '%s' stands in the table twice".formatted(route.name()));
            }
            for (String host : route.allHosts()) {
                String other = hosts.put(host, route.name());
                if (other != null) {
                    throw new InvalidRouteTableException(
                            "Host '%s' is claimed by route '%s' and route '%s'"
                                    .formatted(host, other, route.name()));
                }
            }
            for (PortMap map : route.policy().ports()) {
                String port = map.kind() + " port " + map.port();
                String other = ports.put(port, route.name());
                if (other != null && !map.kind().isShared()) {
                    throw new InvalidRouteTableException(
                            "%s is claimed by route '%s' and route '%s'"
                                    .formatted(port, other, route.name()));
                }
            }
        }
    }

    public Optional<Route> find(String name) {
        return routes.stream().filter(route -> route.name().equals(name)).findFirst();
    }

    /** A table in which this route stands in the place of the one with its name, or at the end. */
    public RouteTable with(Route route) {
        List<Route> changed = new ArrayList<>(routes);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equals(route.name())) {
                changed.set(i, route);
                return withRoutes(changed);
            }
        }
        changed.add(route);
        return withRoutes(changed);
    }

    public RouteTable without(String name) {
        return withRoutes(routes.stream().filter(route -> !route.name().equals(name)).toList());
    }

    public RouteTable withRoutes(List<Route> newRoutes) {
        return new RouteTable(generation, settings, newRoutes, certificates, challenges);
    }

    public RouteTable withCertificates(List<Certificate> newCertificates) {
        return new RouteTable(generation, settings, routes, newCertificates, challenges);
    }

    public RouteTable withChallenges(List<Challenge> newChallenges) {
        return new RouteTable(generation, settings, routes, certificates, newChallenges);
    }

    public RouteTable withSettings(RouterSettings newSettings) {
        return new RouteTable(generation, newSettings, routes, certificates, challenges);
    }

    RouteTable withGeneration(long newGeneration) {
        return new RouteTable(newGeneration, settings, routes, certificates, challenges);
    }
}
