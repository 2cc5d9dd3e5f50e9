package dev.sampan.cron;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/** Up to which time a task has been looked after, and what became of its last run. */
@Entity
@Table(name = "cron_state")
class CronStateRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_name", nullable = false)
    private String app;

    @Column(name = "task_id", nullable = false)
    private String task;

    @Column(name = "handled_at", nullable = false)
    private Instant handledAt;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(nullable = false)
    private String outcome;

    @SuppressWarnings("NullAway.Init")
    protected CronStateRow() {}

    CronStateRow(String app, String task, Instant handledAt) {
        this.app = app;
        this.task = task;
        this.handledAt = handledAt;
        this.outcome = "";
    }

    Instant handledAt() {
        return handledAt;
    }

    void handled(Instant due) {
        this.handledAt = due;
    }

    void started(Instant at) {
        this.startedAt = at;
        this.endedAt = null;
        this.outcome = "";
    }

    void ended(Instant at, String how) {
        this.endedAt = at;
        this.outcome = how;
    }

    Optional<LastRun> lastRun() {
        return Optional.ofNullable(startedAt)
                .map(start -> new LastRun(start, Optional.ofNullable(endedAt), outcome));
    }
}
