package dev.sampan.web;

import dev.sampan.cron.LastRun;
import dev.sampan.cron.ScheduledTask;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * A task as its page shows it.
 *
 * @param next when it is time next; null when it is suspended
 * @param last when it ran last; null when it never did
 * @param outcome how that ended, `exit code 0`; empty while it runs
 */
record TaskView(
        String id,
        String command,
        String schedule,
        String concurrency,
        boolean suspended,
        @Nullable Moment next,
        @Nullable Moment last,
        String outcome) {

    static TaskView of(ScheduledTask task, Instant now) {
        Optional<LastRun> run = task.lastRun();
        return new TaskView(
                task.id(),
                AnsiText.strip(task.task().command()),
                task.task().schedule(),
                task.task().concurrency().word(),
                task.isSuspended(),
                task.isSuspended() ? null : task.next().map(at -> Moment.of(at, now)).orElse(null),
                run.map(last -> Moment.of(last.startedAt(), now)).orElse(null),
                run.map(LastRun::outcome).orElse(""));
    }
}
