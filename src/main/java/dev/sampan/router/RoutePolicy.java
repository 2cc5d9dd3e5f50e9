package dev.sampan.router;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the router does for one app besides passing its requests on.
 *
 * @param limits how large, how many and how often requests may be
 * @param timeouts how long it waits for app and client
 * @param rates how fast clients have to be; the one of headers is that of {@link RouterSettings}
 * @param access who may send requests at all
 * @param gate whether requests pass now
 * @param balance how it chooses among several targets
 * @param redirects host names that are only sent elsewhere
 * @param paths what other apps answer below this one's host names
 * @param ports of this machine whose connections go to the app as they are
 * @param log which of its requests the access log tells of
 * @param codings in which its answers may be compressed, the preferred one first; none leaves them as they are
 * @param pages HTML pages by status, for answers that the router gives in the app's place
 */
public record RoutePolicy(
        RequestLimits limits,
        RouteTimeouts timeouts,
        MinimumRates rates,
        AccessRules access,
        Gate gate,
        Balance balance,
        List<Redirect> redirects,
        List<PathRoute> paths,
        List<PortMap> ports,
        LogShare log,
        List<ContentCoding> codings,
        Map<Integer, String> pages) {

    public static final RoutePolicy DEFAULT =
            new RoutePolicy(
                    RequestLimits.DEFAULT,
                    RouteTimeouts.DEFAULT,
                    MinimumRates.DEFAULT,
                    AccessRules.OPEN,
                    Gate.OPEN,
                    Balance.DEFAULT,
                    List.of(),
                    List.of(),
                    List.of(),
                    LogShare.EVERYTHING,
                    List.of(),
                    Map.of());

    private static final int LARGEST_PAGE = 65_536;

    public RoutePolicy {
        redirects = List.copyOf(redirects);
        paths = List.copyOf(paths);
        ports = List.copyOf(ports);
        codings = List.copyOf(codings);
        pages.forEach(RoutePolicy::checkPage);
        pages = Map.copyOf(new TreeMap<>(pages));
    }

    static void checkPage(int status, String page) {
        if (status < 400 || status > 599 || page.length() > LARGEST_PAGE) {
            throw new InvalidRouteTableException(
                    "A page for status %d with %d characters is not allowed: 400 to 599, at most %d"
                            .formatted(status, page.length(), LARGEST_PAGE));
        }
    }

    public RoutePolicy withLimits(RequestLimits value) {
        return new RoutePolicy(
                value, timeouts, rates, access, gate, balance, redirects, paths, ports, log,
                codings, pages);
    }

    public RoutePolicy withTimeouts(RouteTimeouts value) {
        return new RoutePolicy(
                limits, value, rates, access, gate, balance, redirects, paths, ports, log, codings,
                pages);
    }

    public RoutePolicy withRates(MinimumRates value) {
        return new RoutePolicy(
                limits, timeouts, value, access, gate, balance, redirects, paths, ports, log,
                codings, pages);
    }

    public RoutePolicy withAccess(AccessRules value) {
        return new RoutePolicy(
                limits, timeouts, rates, value, gate, balance, redirects, paths, ports, log,
                codings, pages);
    }

    public RoutePolicy withGate(Gate value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, value, balance, redirects, paths, ports, log,
                codings, pages);
    }

    public RoutePolicy withBalance(Balance value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, value, redirects, paths, ports, log, codings,
                pages);
    }

    public RoutePolicy withRedirects(List<Redirect> value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, value, paths, ports, log, codings,
                pages);
    }

    public RoutePolicy withPaths(List<PathRoute> value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, redirects, value, ports, log,
                codings, pages);
    }

    public RoutePolicy withPorts(List<PortMap> value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, redirects, paths, value, log,
                codings, pages);
    }

    public RoutePolicy withLog(LogShare value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, redirects, paths, ports, value,
                codings, pages);
    }

    public RoutePolicy withCodings(List<ContentCoding> value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, redirects, paths, ports, log, value,
                pages);
    }

    public RoutePolicy withPages(Map<Integer, String> value) {
        return new RoutePolicy(
                limits, timeouts, rates, access, gate, balance, redirects, paths, ports, log,
                codings, value);
    }
}
