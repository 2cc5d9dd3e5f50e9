package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** Whether the checks of a target have taken it out; written by the worker that checks it, read by all. */
final class TargetState {

    private volatile @Nullable String reason;

    boolean isOut() {
        return reason != null;
    }

    /** Why it is out; null when it is not. */
    @Nullable String reason() {
        return reason;
    }

    void takeOut(String why) {
        reason = why;
    }

    void putBack() {
        reason = null;
    }
}
