package dev.sampan.router;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The host names of one app and the instances that answer them.
 *
 * <p>Usually any target will do. While several releases of an app serve at the same time, its targets are in shares, each
 * of which gets its part of the requests.
 *
 * @param name what the counters and the access log call it, usually the app's name
 * @param hosts lower-case host names without port; `*.example.com` stands for every name below example.com
 * @param targets empty while the app is stopped, then requests get 503
 * @param policy what the router does for the app besides passing requests on
 * @param transport whether requests have to come by TLS
 * @param shares how the requests are divided; empty when any target will do, else every target is in one of them
 */
public record Route(
        String name,
        List<String> hosts,
        List<Target> targets,
        RoutePolicy policy,
        TransportPolicy transport,
        List<Share> shares) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final Pattern HOST =
            Pattern.compile(
                    "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*|\\[[0-9a-f:.]+\\]");

    public Route {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRouteTableException("Route name '%s' is not valid".formatted(name));
        }
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).distinct().toList();
        for (String host : hosts) {
            if (!isHost(host)) {
                throw new InvalidRouteTableException(
                        "Host '%s' of route '%s' is not a host name".formatted(host, name));
            }
        }
        shares = List.copyOf(shares);
        Share.check(name, shares);
        targets =
                (shares.isEmpty()
                                ? targets.stream()
                                : shares.stream().flatMap(share -> share.targets().stream()))
                        .distinct()
                        .toList();
        if (targets.stream().map(Target::http2).distinct().count() > 1) {
            throw new InvalidRouteTableException(
                    "Targets of route '%s' speak HTTP/1.1 and HTTP/2; all have to speak the same"
                            .formatted(name));
        }
    }

    /** A route whose requests are passed on as they come. */
    public Route(String name, List<String> hosts, List<Target> targets) {
        this(name, hosts, targets, RoutePolicy.DEFAULT, TransportPolicy.DEFAULT, List.of());
    }

    /** Whether a text is a host name in lower case, or stands for all names below one: `*.example.com`. */
    static boolean isHost(String text) {
        return text.length() <= 255 && HOST.matcher(text).matches();
    }

    static void requireHost(String host) {
        if (!isHost(host)) {
            throw new InvalidRouteTableException("'%s' is not a host name".formatted(host));
        }
    }

    /** Every host name that leads here, those of redirects too. */
    List<String> allHosts() {
        if (policy.redirects().isEmpty()) {
            return hosts;
        }
        return Stream.concat(hosts.stream(), policy.redirects().stream().map(Redirect::from))
                .distinct()
                .toList();
    }

    public Route withTargets(List<Target> newTargets) {
        return new Route(name, hosts, newTargets, policy, transport, List.of());
    }

    /** With the targets of these shares, and no others. */
    public Route withShares(List<Share> newShares) {
        return new Route(name, hosts, List.of(), policy, transport, newShares);
    }

    public Route withHosts(List<String> newHosts) {
        return new Route(name, newHosts, targets, policy, transport, shares);
    }

    public Route withPolicy(RoutePolicy newPolicy) {
        return new Route(name, hosts, targets, newPolicy, transport, shares);
    }

    public Route withTransport(TransportPolicy newTransport) {
        return new Route(name, hosts, targets, policy, newTransport, shares);
    }
}
