package dev.sampan.router;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A route table made ready for look-ups; immutable, shared by all workers. */
final class RouteIndex {

    private final RouteTable table;
    private final Map<String, Route> exact = new HashMap<>();
    private final Map<String, Route> below = new HashMap<>();
    private final Set<Target> targets = new HashSet<>();
    private final Map<String, Route> byName = new HashMap<>();
    private final Set<String> secured = new HashSet<>();
    private final Map<String, String> challenges = new HashMap<>();
    private final TlsIndex tls;
    private final int securePort;
    private boolean grpc;

    RouteIndex(RouteTable table) {
        this(table, TlsIndex.NONE, 0);
    }

    RouteIndex(RouteTable table, TlsIndex tls, int securePort) {
        this.table = table;
        this.tls = tls;
        this.securePort = securePort;
        for (Certificate certificate : table.certificates()) {
            if (certificate.use() == Certificate.Use.SERVER) {
                secured.addAll(certificate.hosts());
            }
        }
        for (Challenge challenge : table.challenges()) {
            challenges.put(challenge.host() + '/' + challenge.token(), challenge.answer());
        }
        for (Route route : table.routes()) {
            byName.put(route.name(), route);
            targets.addAll(route.targets());
            grpc |= route.targets().stream().anyMatch(Target::http2);
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

    /** Whether there is a certificate for a lower-case host name. */
    boolean isSecured(String host) {
        if (secured.isEmpty()) {
            return false;
        }
        int dot = host.indexOf('.');
        return secured.contains(host) || (dot > 0 && secured.contains("*" + host.substring(dot)));
    }

    boolean hasChallenges() {
        return !challenges.isEmpty();
    }

    /** What a certificate authority is to get for a token of a host. */
    @Nullable String challenge(String host, String token) {
        return challenges.get(host + '/' + token);
    }

    /** Where the router listens for TLS. */
    int securePort() {
        return securePort;
    }

    TlsIndex tls() {
        return tls;
    }

    /** Whether some app speaks HTTP/2, so that its clients may have to without TLS. */
    boolean hasHttp2Targets() {
        return grpc;
    }

    boolean hasTarget(Target target) {
        return targets.contains(target);
    }

    /** The shares of the route of that name; none when its requests are not divided. */
    List<Share> sharesOf(String name) {
        Route route = byName.get(name);
        return route == null ? List.of() : route.shares();
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
