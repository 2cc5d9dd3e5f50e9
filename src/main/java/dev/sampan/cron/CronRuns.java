package dev.sampan.cron;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.container.ContainerExit;
import dev.sampan.logs.LogFiles;
import dev.sampan.scheduler.OneOff;
import dev.sampan.scheduler.OneOffs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs tasks, each in a container of its own with the limits of process type `cron`, and tells what became of them. */
@Component
public final class CronRuns {

    private static final Logger log = LoggerFactory.getLogger(CronRuns.class);
    private static final String TASK = "cron-task";
    private static final String TYPE = "cron";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final OneOffs oneOffs;
    private final CronStates states;
    private final LogFiles logs;
    private final CronProperties properties;

    CronRuns(OneOffs oneOffs, CronStates states, LogFiles logs, CronProperties properties) {
        this.oneOffs = oneOffs;
        this.states = states;
        this.logs = logs;
        this.properties = properties;
    }

    /**
     * Starts a task in the background.
     *
     * @param longest how long it may take; empty for what holds for all
     * @return what runs now
     * @throws RefusedException when it runs already and may not twice, or too much of the app does
     */
    public synchronized OneOff start(ScheduledTask task, Optional<Duration> longest) {
        List<OneOff> ofApp =
                oneOffs.running(TASK).stream().filter(run -> run.app().equals(task.app())).toList();
        List<OneOff> before =
                ofApp.stream().filter(run -> task.id().equals(run.labels().get(TASK))).toList();
        switch (task.task().concurrency()) {
            case ALLOW -> {}
            case FORBID -> {
                if (!before.isEmpty()) {
                    throw RefusedException.conflict(
                            "Cron task '%s' of app '%s' still runs, and its concurrency_policy is forbid"
                                    .formatted(task.id(), task.app()));
                }
            }
            case REPLACE -> {
                before.forEach(run -> oneOffs.stop(run, GRACE));
                ofApp = ofApp.stream().filter(run -> !before.contains(run)).toList();
            }
        }
        if (ofApp.size() >= properties.mostOfAnApp()) {
            throw RefusedException.conflict(
                    "%d cron tasks of app '%s' run already, which are the most (sampan.cron.most-of-an-app)"
                            .formatted(ofApp.size(), task.app()));
        }
        OneOff run =
                oneOffs.start(
                        task.release(), TYPE, task.dyno(), task.command(), Map.of(TASK, task.id()));
        states.started(task.app(), task.id(), run.startedAt());
        watch(run, longest.orElse(properties.longest()));
        return run;
    }

    /** Goes on watching what was started before the control plane was started again. */
    void adopt() {
        for (OneOff run : oneOffs.running(TASK)) {
            Duration passed = Duration.between(run.startedAt(), Instant.now());
            watch(run, properties.longest().minus(passed));
        }
    }

    private void watch(OneOff run, Duration longest) {
        Thread.ofVirtual().name("cron-" + run.id()).start(() -> await(run, longest));
    }

    private void await(OneOff run, Duration longest) {
        try {
            ContainerExit exit =
                    run.exit().get(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
            end(run, exit.outOfMemory() ? "out of memory" : exit.text(), exit.succeeded());
        } catch (TimeoutException e) {
            oneOffs.stop(run, GRACE);
            end(run, "ended after %d s".formatted(longest.toSeconds()), false);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing completes an exit with a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(OneOff run, String how, boolean well) {
        String task = run.labels().getOrDefault(TASK, "");
        AppName app = run.app();
        try {
            states.ended(app, task, Instant.now(), how);
            if (!well) {
                logs.say(app, "cron." + task.substring(0, 8), "the task failed: " + how);
            }
        } catch (RuntimeException e) {
            // The app may have been destroyed meanwhile.
            log.warn("The end of a cron task is not written down app={} task={}", app, task, e);
        }
    }
}
