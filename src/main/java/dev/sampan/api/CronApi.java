package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.cron.LastRun;
import dev.sampan.cron.ScheduledTask;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CronOperations;

import io.swagger.v3.oas.annotations.Operation;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an app wants to be run at times. */
@RestController
@RequestMapping("/api/v1/apps/{app}/cron")
class CronApi {

    private final CronOperations cron;

    CronApi(CronOperations cron) {
        this.cron = cron;
    }

    /** A task as the release that serves has it. */
    record TaskView(
            String id,
            String command,
            String schedule,
            String concurrencyPolicy,
            boolean suspended,
            @Nullable Instant nextRun,
            @Nullable RunView lastRun) {

        static TaskView of(ScheduledTask task) {
            return new TaskView(
                    task.id(),
                    task.task().command(),
                    task.task().schedule(),
                    task.task().concurrency().word(),
                    task.isSuspended(),
                    task.next().orElse(null),
                    task.lastRun().map(RunView::of).orElse(null));
        }
    }

    /** A run of a task. */
    record RunView(Instant startedAt, @Nullable Instant endedAt, String outcome) {

        static RunView of(LastRun run) {
            return new RunView(run.startedAt(), run.endedAt().orElse(null), run.outcome());
        }
    }

    /** Whether a task is not run; null leaves it to `app.json` again. */
    record Change(@Nullable Boolean suspended) {}

    /** What runs now. */
    record Started(String container) {}

    @GetMapping
    @Operation(summary = "The tasks of an app")
    List<TaskView> list(Caller caller, @PathVariable String app) {
        return cron.list(caller, AppName.parse(app)).stream().map(TaskView::of).toList();
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Suspends a task, or resumes it")
    List<TaskView> change(
            Caller caller,
            @PathVariable String app,
            @PathVariable String id,
            @RequestBody Change change) {
        cron.maintain(caller, AppName.parse(app), id, Optional.ofNullable(change.suspended()));
        return list(caller, app);
    }

    @PostMapping("/{id}/runs")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Starts a task now, in the background; what it says is in the app's log")
    Started run(Caller caller, @PathVariable String app, @PathVariable String id) {
        return new Started(cron.start(caller, AppName.parse(app), id, Optional.empty()));
    }
}
