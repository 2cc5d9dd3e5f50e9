package dev.sampan.cron;

import dev.sampan.app.AppName;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Up to which time each task has been looked after, and what became of its last run. */
@Service
@Transactional
class CronStates {

    private static final int LONGEST_OUTCOME = 200;

    private final CronStateRepository rows;

    CronStates(CronStateRepository rows) {
        this.rows = rows;
    }

    /** Up to which time it has been looked after; a task that nobody knew is known from a time on. */
    Instant handled(AppName app, String task, Instant known) {
        return row(app, task, known).handledAt();
    }

    /** Tells that it has been looked after up to a time. */
    void handle(AppName app, String task, Instant due) {
        change(app, task, due, row -> row.handled(due.truncatedTo(ChronoUnit.MICROS)));
    }

    void started(AppName app, String task, Instant at) {
        change(app, task, at, row -> row.started(at.truncatedTo(ChronoUnit.MICROS)));
    }

    void ended(AppName app, String task, Instant at, String how) {
        String shown = how.length() > LONGEST_OUTCOME ? how.substring(0, LONGEST_OUTCOME) : how;
        change(app, task, at, row -> row.ended(at.truncatedTo(ChronoUnit.MICROS), shown));
    }

    @Transactional(readOnly = true)
    Optional<LastRun> lastRun(AppName app, String task) {
        return rows.findByAppAndTask(app.value(), task).flatMap(CronStateRow::lastRun);
    }

    private void change(AppName app, String task, Instant known, Consumer<CronStateRow> change) {
        CronStateRow row = row(app, task, known);
        change.accept(row);
        var _ = rows.saveAndFlush(row);
    }

    private CronStateRow row(AppName app, String task, Instant known) {
        return rows.findByAppAndTask(app.value(), task)
                .orElseGet(
                        () ->
                                rows.saveAndFlush(
                                        new CronStateRow(
                                                app.value(),
                                                task,
                                                known.truncatedTo(ChronoUnit.MICROS))));
    }
}
