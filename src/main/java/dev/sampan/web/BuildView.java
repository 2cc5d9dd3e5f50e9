package dev.sampan.web;

import dev.sampan.build.BuildRecord;
import java.time.Instant;

/**
 * A build as a row.
 *
 * @param status what is known of it: `failed`
 * @param style the state of an app whose colour it has
 * @param commit the first letters of the commit's name
 * @param took how long it ran; empty when it has not started
 * @param message why it did not lead to an image; empty otherwise
 * @param over whether it ended
 */
record BuildView(
        String id,
        String status,
        AppState style,
        String commit,
        String by,
        Moment created,
        String took,
        String message,
        boolean over) {

    private static final int SHORT_COMMIT = 7;

    static BuildView of(BuildRecord build, Instant now) {
        return new BuildView(
                build.id(),
                build.status().word(),
                style(build.status()),
                build.commit().substring(0, Math.min(SHORT_COMMIT, build.commit().length())),
                build.by(),
                Moment.of(build.createdAt(), now),
                build.duration(now).map(duration -> duration.toSeconds() + " s").orElse(""),
                AnsiText.strip(build.message()),
                build.isOver());
    }

    private static AppState style(BuildRecord.Status status) {
        return switch (status) {
            case SUCCEEDED -> AppState.RUNNING;
            case FAILED -> AppState.CRASHED;
            case CANCELLED -> AppState.STOPPED;
            case WAITING, RUNNING -> AppState.STARTING;
        };
    }
}
