package dev.sampan.container;

import java.util.List;

/** The steps in their order; a failure undoes all of them in reverse, and the first error is what the caller sees. */
final class StartSteps {

    private final List<StartStep> steps;

    StartSteps(List<StartStep> steps) {
        this.steps = List.copyOf(steps);
    }

    void apply(Starting starting) {
        try {
            for (StartStep step : steps) {
                step.apply(starting);
            }
        } catch (RuntimeException e) {
            undoAfter(e, starting);
            throw new ContainerStartException(
                    "Container '%s' could not be started: %s"
                            .formatted(starting.made().id(), e.getMessage()),
                    e);
        }
    }

    private void undoAfter(RuntimeException failure, Starting starting) {
        try {
            starting.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        try {
            undo(starting.made());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Undoes every step, also after one cannot be undone, whose error is thrown at the end. */
    void undo(ContainerRecord made) {
        RuntimeException first = null;
        for (StartStep step : steps.reversed()) {
            try {
                step.undo(made);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
