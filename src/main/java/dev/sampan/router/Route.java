package dev.sampan.router;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host names of one app and the instances that answer them.
 *
 * @param name what the counters and the access log call it, usually the app's name
 * @param hosts lower-case host names without port; `*.example.com` stands for every name below example.com
 * @param targets empty while the app is stopped, then requests get 503
 * @param transport whether requests have to come by TLS
 */
public record Route(
        String name, List<String> hosts, List<Target> targets, TransportPolicy transport) {

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
        targets = targets.stream().distinct().toList();
    }

    public Route(String name, List<String> hosts, List<Target> targets) {
        this(name, hosts, targets, TransportPolicy.DEFAULT);
    }

    public Route withTargets(List<Target> newTargets) {
        return new Route(name, hosts, newTargets, transport);
    }

    public Route withHosts(List<String> newHosts) {
        return new Route(name, newHosts, targets, transport);
    }

    public Route withTransport(TransportPolicy newTransport) {
        return new Route(name, hosts, targets, newTransport);
    }

    /** Whether a text is a host name in lower case, or stands for all names below one: `*.example.com`. */
    static boolean isHost(String text) {
        return text.length() <= 255 && HOST.matcher(text).matches();
    }
}
