package dev.sampan.scheduler;

import static dev.sampan.app.ProxyProperty.HEALTH_CHECK;
import static dev.sampan.app.ProxyProperty.HEALTH_CHECK_HEALTHY;
import static dev.sampan.app.ProxyProperty.HEALTH_CHECK_INTERVAL;
import static dev.sampan.app.ProxyProperty.HEALTH_CHECK_PATH;
import static dev.sampan.app.ProxyProperty.HEALTH_CHECK_TIMEOUT;
import static dev.sampan.app.ProxyProperty.HEALTH_CHECK_UNHEALTHY;

import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.router.RoutePolicy;
import dev.sampan.router.TargetCheck;
import dev.sampan.router.TargetCheck.Kind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** How the router asks the web processes of an app whether they are well. */
final class RouteChecks {

    /** What an instance is labelled with whose release wants it to be asked for a connection. */
    static final String CONNECTION = "tcp";

    private RouteChecks() {}

    /**
     * A policy with the checks that are set, or that the app says itself.
     *
     * @param hosts the names of the app
     * @param readiness what the releases that serve say of readiness: paths, {@link #CONNECTION}, or nothing; it counts when
     *     all say the same
     */
    static RoutePolicy in(
            RoutePolicy policy, ProxyConfig config, List<String> hosts, Set<String> readiness) {
        TargetCheck check = check(config, host(hosts), readiness);
        return check == null ? policy : policy.withBalance(policy.balance().withCheck(check));
    }

    private static @Nullable TargetCheck check(
            ProxyConfig config, String host, Set<String> readiness) {
        String path = config.value(HEALTH_CHECK_PATH);
        return switch (config.value(HEALTH_CHECK)) {
            case "http" -> of(Kind.HTTP, path, host, config);
            case "tcp" -> of(Kind.TCP, path, host, config);
            case "auto" -> {
                String said = readiness.size() == 1 ? readiness.iterator().next() : "";
                yield said.isEmpty()
                        ? null
                        : said.equals(CONNECTION)
                                ? of(Kind.TCP, path, host, config)
                                : of(Kind.HTTP, said, host, config);
            }
            default -> null;
        };
    }

    private static TargetCheck of(Kind kind, String path, String host, ProxyConfig config) {
        return new TargetCheck(
                kind,
                path,
                host,
                ProxyProperty.duration(config.value(HEALTH_CHECK_INTERVAL)),
                ProxyProperty.duration(config.value(HEALTH_CHECK_TIMEOUT)),
                Integer.parseInt(config.value(HEALTH_CHECK_UNHEALTHY)),
                Integer.parseInt(config.value(HEALTH_CHECK_HEALTHY)));
    }

    private static String host(List<String> hosts) {
        return hosts.stream().filter(host -> !host.startsWith("*")).findFirst().orElse("localhost");
    }
}
