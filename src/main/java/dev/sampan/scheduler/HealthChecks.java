package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettings;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.Kind;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Component;

/**
 * Which checks an instance has to pass before it gets traffic: those of app.json for startup and readiness, or else a
 * default by process type: a web process listens, any other stays up for a moment.
 */
@Component
final class HealthChecks {

    private final SchedulerProperties properties;
    private final CheckSettings settings;

    HealthChecks(SchedulerProperties properties, CheckSettings settings) {
        this.properties = properties;
        this.settings = settings;
    }

    List<HealthCheck> of(Release release, ProcessType process) {
        if (!settings.asks(release.app(), process)) {
            return List.of();
        }
        List<HealthCheck> own =
                release.healthChecks().getOrDefault(process.value(), List.of()).stream()
                        .filter(check -> check.kind() != Kind.LIVENESS)
                        .toList();
        if (!own.isEmpty()) {
            return own;
        }
        return List.of(
                process.equals(ProcessType.WEB) ? listening(release.app()) : uptime(release.app()));
    }

    /** The checks that an instance has to pass as long as it runs. */
    static List<HealthCheck> liveness(Release release, ProcessType process) {
        return release.healthChecks().getOrDefault(process.value(), List.of()).stream()
                .filter(check -> check.kind() == Kind.LIVENESS && !isUptime(check))
                .toList();
    }

    /**
     * What a readiness check of app.json asks that the router can ask as well, while the process runs: a path, or {@link
     * RouteChecks#CONNECTION}; empty when there is none, or it asks for more than that.
     */
    static String readiness(Release release, ProcessType process) {
        return release.healthChecks().getOrDefault(process.value(), List.of()).stream()
                .filter(check -> check.kind() == Kind.READINESS)
                .filter(check -> check.port().isEmpty() && check.content().isEmpty())
                .filter(check -> check.httpHeaders().isEmpty() && check.command().isEmpty())
                .flatMap(
                        check ->
                                check
                                        .path()
                                        .filter(path -> path.matches("/[!-~]{0,254}"))
                                        .or(
                                                () ->
                                                        check.listening()
                                                                ? Optional.of(
                                                                        RouteChecks.CONNECTION)
                                                                : Optional.empty())
                                        .stream())
                .findFirst()
                .orElse("");
    }

    /** How long a check may take until it holds. */
    static Duration limit(HealthCheck check) {
        Duration attempts =
                check.timeout().plus(check.waitBetween()).multipliedBy(check.attempts());
        return check.initialDelay()
                .plus(isUptime(check) ? check.uptime().orElse(Duration.ZERO) : attempts);
    }

    /** Whether nothing is asked but how long the instance has been running. */
    static boolean isUptime(HealthCheck check) {
        return check.path().isEmpty() && check.command().isEmpty() && !check.listening();
    }

    private HealthCheck listening(AppName app) {
        return check(
                true,
                Optional.empty(),
                settings.effective(app, CheckProperty.ATTEMPTS).orElse(1),
                settings.time(app, CheckProperty.TIMEOUT).orElse(properties.startupTimeout()),
                settings.time(app, CheckProperty.WAIT).orElse(Duration.ZERO));
    }

    private HealthCheck uptime(AppName app) {
        Duration uptime =
                settings.time(app, CheckProperty.DEFAULT_WAIT).orElse(properties.workerUptime());
        return check(false, Optional.of(uptime), 1, uptime, Duration.ZERO);
    }

    private static HealthCheck check(
            boolean listening,
            Optional<Duration> uptime,
            int attempts,
            Duration timeout,
            Duration waitBetween) {
        return new HealthCheck(
                Kind.STARTUP,
                "default",
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                listening,
                uptime,
                attempts,
                timeout,
                waitBetween,
                Duration.ZERO,
                false);
    }
}
