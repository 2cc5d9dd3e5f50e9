package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.host.SampanHome;
import dev.sampan.router.AccessLogReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** The requests to apps, as the router's access log tells them: JSON objects, one a line. */
@Service
public final class AccessOperations {

    private static final String ACTION = "nginx:access-logs";

    private final Guard guard;
    private final Apps apps;
    private final AccessLogReader log;

    AccessOperations(Guard guard, Apps apps, SampanHome home) {
        this.guard = guard;
        this.apps = apps;
        this.log = new AccessLogReader(home.home());
    }

    /** The last requests to an app, the oldest first. */
    public List<String> last(Caller caller, AppName app, int count) {
        return guard.view(
                caller, app, ACTION, () -> log.last(apps.require(app).name().value(), count));
    }

    /** When somebody was last answered by an app, read once for all; empty when the log tells of nobody. */
    public Function<AppName, Optional<Instant>> lastVisits(Caller caller) {
        Map<String, Instant> times = guard.view(caller, Guard.PLATFORM, ACTION, log::lastTimes);
        return app ->
                guard.mayView(caller, app)
                        ? Optional.ofNullable(times.get(app.value()))
                        : Optional.empty();
    }

    /**
     * Gives each new request, until the calling thread is interrupted.
     *
     * @param sink takes the lines; what it throws ends the following
     */
    public void follow(Caller caller, AppName app, Consumer<String> sink)
            throws InterruptedException {
        guard.check(caller, Optional.of(app), Permission.VIEW, ACTION, app.value());
        log.follow(apps.require(app).name().value(), sink);
    }
}
