package dev.sampan.build;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a build.
 *
 * @param id the build's id
 * @param app whose it was
 * @param status what is known of it
 * @param commit what was built
 * @param by who asked for it
 * @param createdAt when somebody asked for it
 * @param startedAt when it left the queue; null while it waits
 * @param finishedAt when it ended; null until then
 * @param message why it did not lead to an image; empty otherwise
 */
public record BuildRecord(
        String id,
        String app,
        Status status,
        String commit,
        String by,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String message) {

    /** What is known of a build. */
    public enum Status {
        WAITING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** How people write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public boolean isOver() {
        return finishedAt != null;
    }

    /** How long it ran; empty when it has not started. */
    public Optional<Duration> duration(Instant now) {
        return Optional.ofNullable(startedAt)
                .map(start -> Duration.between(start, finishedAt == null ? now : finishedAt));
    }

    BuildRecord started(Instant at) {
        return new BuildRecord(id, app, Status.RUNNING, commit, by, createdAt, at, null, message);
    }

    BuildRecord finished(Status result, Instant at, String why) {
        return new BuildRecord(id, app, result, commit, by, createdAt, startedAt, at, why);
    }
}
