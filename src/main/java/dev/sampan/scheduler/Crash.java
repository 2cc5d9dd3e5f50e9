package dev.sampan.scheduler;

import dev.sampan.container.ContainerExit;
import java.time.Instant;

/**
 * The last time that an instance ended by itself, while it waits to be started again.
 *
 * @param exit how it ended; exit code 0 when it could not even be started
 * @param reason the same for people: `exited with code 1`
 * @param failures how often in a row it lived only shortly
 * @param nextStart when it is started again
 */
public record Crash(ContainerExit exit, String reason, int failures, Instant nextStart) {}
