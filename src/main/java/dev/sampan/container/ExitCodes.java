package dev.sampan.container;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exit code of a program that has ended. Its monitor alone knows it, and leaves it some time after the end: on a busy
 * machine that may be seconds.
 */
final class ExitCodes {

    private static final Logger log = LoggerFactory.getLogger(ExitCodes.class);

    /** A monitor that lives on for so long without having left anything hangs. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private ExitCodes() {}

    /**
     * Waits for it as long as there is somebody who may leave it.
     *
     * @param left what has been left
     * @param monitorLives whether the monitor still runs
     * @return the code, {@link ContainerExit#UNKNOWN} when the monitor is gone without having left one
     */
    static int await(
            String container,
            Supplier<OptionalInt> left,
            BooleanSupplier monitorLives,
            Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean lives = true;
        while (lives) {
            // In this order: what it leaves at its very end is there when it is gone.
            lives = monitorLives.getAsBoolean();
            OptionalInt code = left.get();
            if (code.isPresent()) {
                return code.getAsInt();
            }
            if (lives && System.nanoTime() >= deadline) {
                log.warn(
                        "The monitor of a container that has ended does not say how container={}",
                        container);
                return ContainerExit.UNKNOWN;
            }
            if (lives) {
                Pause.briefly();
            }
        }
        return ContainerExit.UNKNOWN;
    }
}
