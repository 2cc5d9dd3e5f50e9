package dev.sampan.cron;

import dev.sampan.app.AppName;
import dev.sampan.app.CronTask;
import dev.sampan.app.Release;

import java.time.Instant;
import java.util.Optional;

/**
 * A task of the release that serves.
 *
 * @param id what it is called
 * @param task what `app.json` says of it
 * @param release the release whose image and config it runs with
 * @param appSuspended whether nothing of the app is run
 * @param taskSuspended whether this task is not run
 * @param next when it is time next
 * @param lastRun its last run; empty when there was none
 */
public record ScheduledTask(
        String id,
        CronTask task,
        Release release,
        boolean appSuspended,
        boolean taskSuspended,
        Optional<Instant> next,
        Optional<LastRun> lastRun) {

    public AppName app() {
        return release.app();
    }

    public boolean isSuspended() {
        return appSuspended || taskSuspended;
    }

    /** Its name in logs and in DYNO. */
    String dyno() {
        return "cron." + id.substring(0, 8);
    }

    /** What is run: a command, or that of the process type which it names. */
    public String command() {
        return release.processTypes().getOrDefault(task.command(), task.command());
    }
}
