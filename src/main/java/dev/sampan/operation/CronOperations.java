package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.container.ContainerExit;
import dev.sampan.cron.CronRuns;
import dev.sampan.cron.CronSettings;
import dev.sampan.cron.CronTasks;
import dev.sampan.cron.ScheduledTask;
import dev.sampan.scheduler.Scheduler;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What apps want to be run at times. */
@Service
public final class CronOperations {

    private static final Duration LONGEST = Duration.ofHours(24);

    private final Guard guard;
    private final Apps apps;
    private final CronTasks tasks;
    private final CronRuns runs;
    private final CronSettings settings;
    private final Scheduler scheduler;

    CronOperations(
            Guard guard,
            Apps apps,
            CronTasks tasks,
            CronRuns runs,
            CronSettings settings,
            Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.tasks = tasks;
        this.runs = runs;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    /** The tasks of the release that serves. */
    public List<ScheduledTask> list(Caller caller, AppName app) {
        return guard.view(caller, app, "cron:list", () -> tasks.of(app));
    }

    /**
     * Starts a task now, in the background.
     *
     * @return the container it runs in
     */
    public String start(Caller caller, AppName app, String id, Optional<Duration> longest) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "cron:run",
                app + " " + id,
                () -> runs.start(tasks.require(app, id), longest).id().value());
    }

    /**
     * Runs a task now to its end, its output as it comes; it ends when the calling thread is interrupted.
     *
     * @return its exit code; 1 when nobody knows it
     */
    public int run(
            Caller caller, AppName app, String id, Optional<Duration> longest, OutputStream output)
            throws InterruptedException {
        Work<ContainerExit, InterruptedException> work =
                () -> {
                    ScheduledTask task = tasks.require(app, id);
                    return scheduler.runOnce(
                            task.release(),
                            "cron",
                            task.command(),
                            longest.orElse(LONGEST),
                            output);
                };
        ContainerExit exit =
                guard.change(caller, app, Permission.DEPLOY, "cron:run", app + " " + id, work);
        return exit.exitCode() == ContainerExit.UNKNOWN ? 1 : exit.exitCode();
    }

    /** What somebody set for an app, or for all apps. */
    public Optional<Boolean> maintenance(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                "cron:report",
                () -> {
                    app.ifPresent(apps::require);
                    return settings.maintenance(app);
                });
    }

    /** Suspends the tasks of an app, or of all apps, or resumes them; empty forgets what was set. */
    public void maintain(Caller caller, Optional<AppName> app, Optional<Boolean> maintenance) {
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "cron:set",
                app.map(AppName::value).orElse("--global"),
                () -> {
                    settings.maintain(app, maintenance);
                    return app;
                });
    }

    /** Suspends one task, or resumes it; empty leaves it to `app.json` again. */
    public void maintain(Caller caller, AppName app, String id, Optional<Boolean> maintenance) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "cron:set",
                app + " " + id,
                () -> {
                    String known = tasks.require(app, id).id();
                    settings.maintain(app, known, maintenance);
                    return known;
                });
    }
}
