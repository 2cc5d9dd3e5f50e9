package dev.sampan.router;

import java.util.ArrayList;
import java.util.List;
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
        routes = CheckedRoutes.of(routes);
        certificates = List.copyOf(certificates);
        challenges = List.copyOf(challenges);
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
