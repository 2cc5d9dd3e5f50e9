package dev.sampan.container;

/**
 * One step of starting a container, and its undoing.
 *
 * <p>Undoing works from the record on disk alone, also when the step was never or only half done: so a container is
 * removed in the same way after a stop, a crash, a failed start, and a restart of the control plane.
 */
interface StartStep {

    void apply(Starting starting);

    default void undo(ContainerRecord made) {}
}
