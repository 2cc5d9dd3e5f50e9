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
 */
public record Route(String name, List<String> hosts, List<Target> targets) {

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
            if (host.length() > 255 || !HOST.matcher(host).matches()) {
                throw new InvalidRouteTableException(
                        "Host '%s' of route '%s' is not a host name".formatted(host, name));
            }
        }
        targets = targets.stream().distinct().toList();
        if (targets.stream().map(Target::http2).distinct().count() > 1) {
            throw new InvalidRouteTableException(
                    "Targets of route '%s' speak HTTP/1.1 and HTTP/2; all have to speak the same"
                            .formatted(name));
        }
    }

    public Route withTargets(List<Target> newTargets) {
        return new Route(name, hosts, newTargets);
    }

    public Route withHosts(List<String> newHosts) {
        return new Route(name, newHosts, targets);
    }
}
