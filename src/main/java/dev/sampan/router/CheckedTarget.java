package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** A target and how its last checks went; touched by the event loop that makes them only. */
final class CheckedTarget {

    private final Target target;
    private final TargetCheck check;
    private final TargetState state;
    private int failures;
    private int successes;
    private boolean gone;

    CheckedTarget(Target target, TargetCheck check, TargetState state) {
        this.target = target;
        this.check = check;
        this.state = state;
    }

    Target target() {
        return target;
    }

    TargetCheck check() {
        return check;
    }

    TargetState state() {
        return state;
    }

    /** It is checked no more; a check that is under way tells nothing. */
    void leave() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /**
     * Takes the result of a check.
     *
     * @param failure what was wrong; null when the target is well
     */
    void ended(@Nullable String failure) {
        if (gone) {
            return;
        }
        if (failure == null) {
            failures = 0;
            successes = Math.min(successes + 1, check.healthy());
            if (state.isOut() && successes >= check.healthy()) {
                state.putBack();
                RouterLog.info("Target %s passes its checks again".formatted(target));
            }
            return;
        }
        successes = 0;
        failures = Math.min(failures + 1, check.unhealthy());
        if (failures >= check.unhealthy()) {
            if (!state.isOut()) {
                RouterLog.info("Target %s is taken out: %s".formatted(target, failure));
            }
            state.takeOut(failure);
        }
    }
}
