package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import dev.sampan.deploy.FailedDeploys;
import dev.sampan.logs.AppLogs;
import dev.sampan.logs.LogLine;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** What apps say. */
@Service
public final class LogOperations {

    /** How many lines are shown when nobody says how many, as in dokku. */
    public static final int DEFAULT_LINES = 100;

    private static final int MOST_LINES = 100_000;
    private static final Pattern PROCESS =
            Pattern.compile("[a-z0-9-]{1,63}(\\.v\\d{1,9})?(\\.[a-z0-9]{1,16})?");

    private final Guard guard;
    private final Apps apps;
    private final AppLogs logs;
    private final FailedDeploys failed;

    LogOperations(Guard guard, Apps apps, AppLogs logs, FailedDeploys failed) {
        this.guard = guard;
        this.apps = apps;
        this.logs = logs;
        this.failed = failed;
    }

    /**
     * The last lines, the oldest first.
     *
     * @param process a process type (`web`) or one process (`web.1`); empty for all
     */
    public List<LogLine> tail(Caller caller, AppName app, Optional<String> process, int lines) {
        return guard.view(
                caller,
                app,
                "logs",
                () -> {
                    check(app, process, lines);
                    return logs.tail(app, process, lines);
                });
    }

    /**
     * Gives the last lines and then each new one, until the calling thread is interrupted.
     *
     * @param sink takes the lines; what it throws ends the following
     */
    public void follow(
            Caller caller, AppName app, Optional<String> process, int lines, Consumer<LogLine> sink)
            throws InterruptedException {
        guard.view(
                caller,
                app,
                Permission.VIEW,
                "logs",
                () -> {
                    check(app, process, lines);
                    return app;
                });
        logs.follow(app, process, lines, sink);
    }

    /** What the containers of the last failed deploy of an app said, each line with its dyno in front. */
    public List<String> failed(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "logs:failed",
                () -> {
                    apps.require(app);
                    return failed.last(app);
                });
    }

    private void check(AppName app, Optional<String> process, int lines) {
        apps.require(app);
        if (lines < 0 || lines > MOST_LINES) {
            throw RefusedException.invalid(
                    "The number of lines must be from 0 to %d, got %d"
                            .formatted(MOST_LINES, lines));
        }
        process.ifPresent(
                name -> {
                    if (!PROCESS.matcher(name).matches()) {
                        throw RefusedException.invalid(
                                "'%s' is not a process. Write a type as web, or one process as web.1"
                                        .formatted(Excerpt.of(name)));
                    }
                });
    }
}
