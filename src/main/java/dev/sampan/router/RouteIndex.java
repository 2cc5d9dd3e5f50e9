package dev.sampan.router;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route table made ready for look-ups; immutable, shared by all workers. It shares with the one before it what stands in
 * both, so that to replace a table costs as much as what has changed.
 */
@SuppressWarnings("ReferenceEquality") // what is the same object need not be compared
final class RouteIndex {

    static final RouteIndex EMPTY = new RouteIndex(RouteTable.EMPTY);

    private final RouteTable table;
    private final SnapshotMap<String, Route> exact;
    private final SnapshotMap<String, Route> below;
    private final SnapshotMap<Target, List<Route>> byTarget;
    private final SnapshotMap<String, Route> byName;
    private final Set<String> secured;
    private final Map<String, String> challenges;
    private final List<Route> added;
    private final Collection<Route> removed;
    private final TlsIndex tls;
    private final int securePort;
    private final int grpc;

    RouteIndex(RouteTable table) {
        this(null, table, TlsIndex.NONE, 0);
    }

    private RouteIndex(
            @Nullable RouteIndex before, RouteTable table, TlsIndex tls, int securePort) {
        this.table = table;
        this.tls = tls;
        this.securePort = securePort;
        RouteTable known = before == null ? RouteTable.EMPTY : before.table;
        secured =
                before != null && table.certificates() == known.certificates()
                        ? before.secured
                        : secured(table.certificates());
        challenges =
                before != null && table.challenges() == known.challenges()
                        ? before.challenges
                        : challenges(table.challenges());
        Edit edit = new Edit(before);
        added = new ArrayList<>();
        removed = changes(known.routes(), table.routes(), added);
        removed.forEach(edit::remove);
        added.forEach(edit::add);
        exact = edit.exact.done();
        below = edit.below.done();
        byTarget = edit.byTarget.done();
        byName = edit.byName.done();
        grpc = edit.grpc;
    }

    /** The index of the table that follows this one's. */
    RouteIndex followedBy(RouteTable next, TlsIndex nextTls, int port) {
        return new RouteIndex(this, next, nextTls, port);
    }

    /** Answers the routes that are gone, and adds those that are new, a route that changed to both. */
    private static Collection<Route> changes(
            List<Route> before, List<Route> after, List<Route> added) {
        int shorter = Math.min(before.size(), after.size());
        int start = 0;
        while (start < shorter && before.get(start) == after.get(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && before.get(before.size() - 1 - end) == after.get(after.size() - 1 - end)) {
            end++;
        }
        Set<Route> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(before.subList(start, before.size() - end));
        for (Route route : after.subList(start, after.size() - end)) {
            if (!gone.remove(route)) {
                added.add(route);
            }
        }
        return gone;
    }

    private static Set<String> secured(List<Certificate> certificates) {
        Set<String> secured = new HashSet<>();
        for (Certificate certificate : certificates) {
            if (certificate.use() == Certificate.Use.SERVER) {
                secured.addAll(certificate.hosts());
            }
        }
        return secured;
    }

    private static Map<String, String> challenges(List<Challenge> all) {
        Map<String, String> challenges = new HashMap<>();
        for (Challenge challenge : all) {
            challenges.put(challenge.host() + '/' + challenge.token(), challenge.answer());
        }
        return challenges;
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
        return grpc > 0;
    }

    boolean hasTarget(Target target) {
        return byTarget.contains(target);
    }

    /** How a target is asked whether it is well; null when it is not, or has left the table. */
    @Nullable TargetCheck checkOf(Target target) {
        TargetCheck check = null;
        List<Route> routes = byTarget.get(target);
        if (routes != null) {
            for (Route route : routes) {
                TargetCheck own = route.policy().balance().check();
                check = own == null ? check : own;
            }
        }
        return check;
    }

    /** The routes that the index before this one did not have, or not so. */
    List<Route> added() {
        return added;
    }

    /** The routes that the index before this one had, and this one has not, or not so. */
    Collection<Route> removed() {
        return removed;
    }

    /** The shares of the route of that name; none when its requests are not divided. */
    List<Share> sharesOf(String name) {
        Route route = byName.get(name);
        return route == null ? List.of() : route.shares();
    }

    boolean hasRoute(String name) {
        return byName.contains(name);
    }

    RouteTable table() {
        return table;
    }

    RouterSettings settings() {
        return table.settings();
    }

    /** The maps of an index while they are made. */
    private static final class Edit {

        private final SnapshotMap.Edit<String, Route> exact;
        private final SnapshotMap.Edit<String, Route> below;
        private final SnapshotMap.Edit<Target, List<Route>> byTarget;
        private final SnapshotMap.Edit<String, Route> byName;
        private int grpc;

        Edit(@Nullable RouteIndex before) {
            exact = edit(before == null ? null : before.exact);
            below = edit(before == null ? null : before.below);
            byTarget = edit(before == null ? null : before.byTarget);
            byName = edit(before == null ? null : before.byName);
            grpc = before == null ? 0 : before.grpc;
        }

        private static <K, V> SnapshotMap.Edit<K, V> edit(@Nullable SnapshotMap<K, V> map) {
            SnapshotMap<K, V> known = map == null ? SnapshotMap.empty() : map;
            return known.edit();
        }

        void add(Route route) {
            byName.put(route.name(), route);
            for (String host : route.allHosts()) {
                if (host.startsWith("*.")) {
                    below.put(host.substring(2), route);
                } else {
                    exact.put(host, route);
                }
            }
            for (Target target : route.targets()) {
                List<Route> others = byTarget.get(target);
                byTarget.put(target, others == null ? List.of(route) : with(others, route));
            }
            grpc += isGrpc(route) ? 1 : 0;
        }

        void remove(Route route) {
            byName.remove(route.name());
            for (String host : route.allHosts()) {
                if (host.startsWith("*.")) {
                    below.remove(host.substring(2));
                } else {
                    exact.remove(host);
                }
            }
            for (Target target : route.targets()) {
                List<Route> others = without(byTarget.get(target), route);
                if (others.isEmpty()) {
                    byTarget.remove(target);
                } else {
                    byTarget.put(target, others);
                }
            }
            grpc -= isGrpc(route) ? 1 : 0;
        }

        private static boolean isGrpc(Route route) {
            return route.targets().stream().anyMatch(Target::http2);
        }

        private static List<Route> with(List<Route> routes, Route one) {
            List<Route> all = new ArrayList<>(routes);
            all.add(one);
            return List.copyOf(all);
        }

        private static List<Route> without(@Nullable List<Route> routes, Route one) {
            return routes == null
                    ? List.of()
                    : routes.stream().filter(route -> route != one).toList();
        }
    }
}
