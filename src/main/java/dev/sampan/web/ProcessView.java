package dev.sampan.web;

import org.jspecify.annotations.Nullable;

/**
 * One process of an app as a row.
 *
 * @param dyno its name: `web.1`
 * @param state `running`, `starting`, `draining`, `exited` or `crashed`
 * @param release the release it runs: `v3`; empty while it waits
 * @param since when it started; null while it waits
 * @param nextStart when it is started again; null while it runs
 * @param reason why it ended; may be empty
 * @param note what a limit did to it lately; may be empty
 * @param use what it uses; null when that is not known
 */
record ProcessView(
        String dyno,
        String state,
        String release,
        @Nullable Moment since,
        @Nullable Moment nextStart,
        String reason,
        String note,
        @Nullable ProcessUse use) {

    /** A sign whose shape tells the state without colour. */
    public String sign() {
        return switch (state) {
            case "running" -> AppState.RUNNING.sign();
            case "starting", "draining" -> AppState.STARTING.sign();
            default -> AppState.CRASHED.sign();
        };
    }

    /** The name of its style. */
    public String style() {
        return switch (state) {
            case "running" -> AppState.RUNNING.style();
            case "starting", "draining" -> AppState.STARTING.style();
            default -> AppState.CRASHED.style();
        };
    }
}
