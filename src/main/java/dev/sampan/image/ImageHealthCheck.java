package dev.sampan.image;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The check that an image brings for its own processes, as HEALTHCHECK of a Dockerfile says it.
 *
 * @param command the program and its arguments, run inside the container
 * @param interval the time between two checks; empty when the image leaves it open
 * @param timeout how long one may take
 * @param startPeriod how long failures do not count after the start
 * @param retries how many failures in a row are too many
 */
public record ImageHealthCheck(
        List<String> command,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Integer> retries) {

    public ImageHealthCheck {
        command = List.copyOf(command);
    }
}
