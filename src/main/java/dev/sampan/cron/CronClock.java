package dev.sampan.cron;

import dev.sampan.app.App;
import dev.sampan.app.Apps;
import dev.sampan.app.CronSchedule;
import dev.sampan.app.RefusedException;
import dev.sampan.host.PeriodicTask;
import dev.sampan.logs.LogFiles;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Starts tasks when it is time, looking once a minute. A time that nobody looked at, as the control plane was not running,
 * is made up for once, unless it is too long ago; one that came while a task was suspended, or its app stopped, is not.
 */
@Component
class CronClock {

    private static final Logger log = LoggerFactory.getLogger(CronClock.class);
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Apps apps;
    private final CronTasks tasks;
    private final CronStates states;
    private final CronRuns runs;
    private final LogFiles logs;
    private final CronProperties properties;
    private boolean adopted;

    CronClock(
            Apps apps,
            CronTasks tasks,
            CronStates states,
            CronRuns runs,
            LogFiles logs,
            CronProperties properties) {
        this.apps = apps;
        this.tasks = tasks;
        this.states = states;
        this.runs = runs;
        this.logs = logs;
        this.properties = properties;
    }

    /** Starts what is due at a time; one app that fails stops no other. */
    void tick(Instant now) {
        for (App app : apps.list()) {
            if (!app.isDeployed()) {
                continue;
            }
            try {
                for (ScheduledTask task : tasks.of(app.name())) {
                    look(task, app.isRunning(), now);
                }
            } catch (RuntimeException e) {
                log.error("Cron tasks not looked at, they are in a minute: app={}", app.name(), e);
            }
        }
    }

    private void look(ScheduledTask task, boolean wanted, Instant now) {
        Instant handled =
                states.handled(task.app(), task.id(), later(task.release().createdAt(), now));
        Optional<Instant> due =
                CronSchedule.parse(task.task().schedule())
                        .last(later(handled, now), now, properties.zone());
        if (due.isEmpty()) {
            return;
        }
        // Before it is started, so that it is never started twice for the same time.
        states.handle(task.app(), task.id(), due.get());
        if (!wanted || task.isSuspended()) {
            return;
        }
        if (due.get().isBefore(now.minus(LATE))) {
            logs.say(
                    task.app(),
                    task.dyno(),
                    "started late: its time was %s"
                            .formatted(due.get().truncatedTo(ChronoUnit.SECONDS)));
        }
        try {
            var _ = runs.start(task, Optional.empty());
        } catch (RefusedException e) {
            logs.say(task.app(), task.dyno(), "left out this time: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("Cron task not started app={} task={}", task.app(), task.id(), e);
            logs.say(task.app(), task.dyno(), "could not be started: " + e.getMessage());
        }
    }

    /** What is longer ago is not made up for. */
    private Instant later(Instant time, Instant now) {
        Instant earliest = now.minus(properties.catchUp());
        return time.isBefore(earliest) ? earliest : time;
    }

    /** Looks at each full minute by the clock, however long the last look took. */
    @Bean
    PeriodicTask cronTick() {
        return new PeriodicTask(
                "cron", Duration.ZERO, CronClock::untilNextMinute, this::adoptAndTick);
    }

    private void adoptAndTick() {
        if (!adopted) {
            runs.adopt();
            adopted = true;
        }
        tick(Instant.now());
    }

    private static Duration untilNextMinute() {
        Instant now = Instant.now();
        Instant next = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        return Duration.between(now, next).plusMillis(1);
    }
}
