package dev.sampan.scheduler;

import static dev.sampan.app.ProxyProperty.ACCEPT_PROXY_PROTOCOL;
import static dev.sampan.app.ProxyProperty.ACCESS_LOG_SHARE;
import static dev.sampan.app.ProxyProperty.ALLOW_ADDRESSES;
import static dev.sampan.app.ProxyProperty.CLIENT_BODY_MIN_RATE;
import static dev.sampan.app.ProxyProperty.CLIENT_BODY_TIMEOUT;
import static dev.sampan.app.ProxyProperty.CLIENT_HEADER_MIN_RATE;
import static dev.sampan.app.ProxyProperty.CLIENT_MAX_BODY_SIZE;
import static dev.sampan.app.ProxyProperty.CLIENT_MAX_CONNECTIONS;
import static dev.sampan.app.ProxyProperty.CLIENT_MAX_REQUESTS;
import static dev.sampan.app.ProxyProperty.CLIENT_RATE_LIMIT;
import static dev.sampan.app.ProxyProperty.COMPRESSION;
import static dev.sampan.app.ProxyProperty.DENY_ADDRESSES;
import static dev.sampan.app.ProxyProperty.MAX_REQUESTS;
import static dev.sampan.app.ProxyProperty.MIN_RATE_GRACE;
import static dev.sampan.app.ProxyProperty.PROXY_CONNECT_TIMEOUT;
import static dev.sampan.app.ProxyProperty.PROXY_PROTOCOL;
import static dev.sampan.app.ProxyProperty.PROXY_READ_TIMEOUT;
import static dev.sampan.app.ProxyProperty.RATE_LIMIT;
import static dev.sampan.app.ProxyProperty.RETRY_METHODS;
import static dev.sampan.app.ProxyProperty.SEND_MIN_RATE;
import static dev.sampan.app.ProxyProperty.STICKY_SESSIONS;
import static dev.sampan.app.ProxyProperty.TRUSTED_PROXIES;

import dev.sampan.app.PortMapping;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.router.AccessRules;
import dev.sampan.router.Balance;
import dev.sampan.router.ContentCoding;
import dev.sampan.router.Gate;
import dev.sampan.router.LogShare;
import dev.sampan.router.MinimumRates;
import dev.sampan.router.PathRoute;
import dev.sampan.router.PortMap;
import dev.sampan.router.Redirect;
import dev.sampan.router.RequestLimits;
import dev.sampan.router.RoutePolicy;
import dev.sampan.router.RouteTimeouts;
import dev.sampan.router.RouterSettings;
import dev.sampan.router.TrustedProxies;
import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.DataSize;
import dev.sampan.unit.RequestRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is set about an app, as the router is told it. */
final class RoutePolicies {

    private static final int HTTP_PORT = 80;

    private RoutePolicies() {}

    /**
     * The policy of an app.
     *
     * @param routerPort where the router listens anyway
     */
    static RoutePolicy of(ProxyConfig config, int routerPort) {
        RoutePolicy policy =
                new RoutePolicy(
                        limits(config),
                        new RouteTimeouts(
                                time(config, PROXY_CONNECT_TIMEOUT),
                                time(config, PROXY_READ_TIMEOUT),
                                time(config, CLIENT_BODY_TIMEOUT)),
                        rates(config),
                        new AccessRules(
                                blocks(config, DENY_ADDRESSES),
                                blocks(config, ALLOW_ADDRESSES),
                                config.users()),
                        gate(config),
                        balance(config),
                        config.redirects().stream()
                                .map(
                                        r ->
                                                new Redirect(
                                                        r.from().value(),
                                                        r.to().value(),
                                                        r.status()))
                                .toList(),
                        config.paths().entrySet().stream()
                                .map(path -> new PathRoute(path.getKey(), path.getValue().value()))
                                .toList(),
                        ports(config, routerPort),
                        new LogShare(ProxyProperty.millionths(config.value(ACCESS_LOG_SHARE))),
                        codings(config),
                        config.pages());
        return policy.equals(RoutePolicy.DEFAULT) ? RoutePolicy.DEFAULT : policy;
    }

    /** What is set for all apps, in the settings of the router. */
    static RouterSettings settings(ProxyConfig global, RouterSettings before) {
        return before.withClients(
                        Integer.parseInt(global.value(CLIENT_MAX_CONNECTIONS)),
                        new TrustedProxies(
                                blocks(global, TRUSTED_PROXIES),
                                global.value(ACCEPT_PROXY_PROTOCOL).equals("true")))
                .withRates(rates(global));
    }

    private static MinimumRates rates(ProxyConfig config) {
        return new MinimumRates(
                DataSize.parse(config.value(CLIENT_HEADER_MIN_RATE)).bytes(),
                DataSize.parse(config.value(CLIENT_BODY_MIN_RATE)).bytes(),
                DataSize.parse(config.value(SEND_MIN_RATE)).bytes(),
                ProxyProperty.duration(config.value(MIN_RATE_GRACE)));
    }

    private static List<ContentCoding> codings(ProxyConfig config) {
        String codings = config.value(COMPRESSION);
        return codings.equals("off")
                ? List.of()
                : ProxyProperty.list(codings).stream()
                        .map(word -> ContentCoding.valueOf(word.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    private static RequestLimits limits(ProxyConfig config) {
        return new RequestLimits(
                DataSize.parse(config.value(CLIENT_MAX_BODY_SIZE)).bytes(),
                rate(config, RATE_LIMIT),
                rate(config, CLIENT_RATE_LIMIT),
                Integer.parseInt(config.value(MAX_REQUESTS)),
                Integer.parseInt(config.value(CLIENT_MAX_REQUESTS)));
    }

    private static Optional<RequestRate> rate(ProxyConfig config, ProxyProperty property) {
        return Optional.of(config.value(property))
                .filter(text -> !text.isEmpty())
                .map(RequestRate::parse);
    }

    /** Empty when it is as the router has it anyway. */
    private static Optional<Duration> time(ProxyConfig config, ProxyProperty property) {
        return Optional.of(config.value(property))
                .filter(text -> !text.equals(property.preset()))
                .map(ProxyProperty::duration);
    }

    private static List<AddressBlock> blocks(ProxyConfig config, ProxyProperty property) {
        return ProxyProperty.list(config.value(property)).stream()
                .map(AddressBlock::parse)
                .toList();
    }

    private static List<PortMap> ports(ProxyConfig config, int routerPort) {
        PortMap.ProxyHeader header =
                switch (config.value(PROXY_PROTOCOL)) {
                    case "v1" -> PortMap.ProxyHeader.V1;
                    case "v2" -> PortMap.ProxyHeader.V2;
                    default -> PortMap.ProxyHeader.NONE;
                };
        List<PortMap> ports = new ArrayList<>();
        for (PortMapping port : config.ports()) {
            switch (port.scheme()) {
                case TCP -> ports.add(map(PortMap.Kind.TCP, port, header));
                case TLS -> ports.add(map(PortMap.Kind.TLS, port, header));
                case UDP -> ports.add(map(PortMap.Kind.UDP, port, PortMap.ProxyHeader.NONE));
                case HTTP, GRPC -> {
                    if (port.hostPort() != HTTP_PORT && port.hostPort() != routerPort) {
                        ports.add(map(PortMap.Kind.HTTP, port, PortMap.ProxyHeader.NONE));
                    }
                }
                case HTTPS, GRPCS -> {} // served at its one port anyway
            }
        }
        return ports;
    }

    private static PortMap map(PortMap.Kind kind, PortMapping port, PortMap.ProxyHeader header) {
        return new PortMap(kind, port.hostPort(), port.containerPort(), header);
    }

    private static Gate gate(ProxyConfig config) {
        if (config.isInMaintenance()) {
            return Gate.maintenance(config.maintenancePage().orElse(null));
        }
        return config.paused().map(Gate::paused).orElse(Gate.OPEN);
    }

    private static Balance balance(ProxyConfig config) {
        String methods = config.value(RETRY_METHODS);
        return new Balance(
                config.value(STICKY_SESSIONS).equals("true")
                        ? config.stickySecret().orElse(null)
                        : null,
                methods.equals("none") ? Set.of() : Set.copyOf(ProxyProperty.list(methods)));
    }
}
