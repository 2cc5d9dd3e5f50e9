package dev.sampan.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an instance is asked whether it is well, as `app.json` words it. Exactly one of path, command, listening and uptime
 * is what is looked at, in that order.
 *
 * @param kind when it is asked
 * @param name for people
 * @param path the path of an HTTP request that must be answered with a status from 200 to 399
 * @param port the port of the request or of listening; empty means the port that the app was given
 * @param content text that the answer must have in it
 * @param httpHeaders headers sent with the request
 * @param command a program run inside the container that must exit with 0
 * @param listening whether accepting a TCP connection is enough
 * @param uptime how long the instance must have been running
 * @param attempts how often it may answer wrongly until it counts as failed
 * @param timeout how long one answer may take
 * @param waitBetween how long is waited before the next attempt
 * @param initialDelay how long is waited before the first attempt
 * @param warn whether a failure is only reported
 * @see <a href="https://dokku.com/docs/appendices/file-formats/app-json/">dokku: app.json</a>
 */
public record HealthCheck(
        Kind kind,
        String name,
        Optional<String> path,
        OptionalInt port,
        Optional<String> content,
        List<HttpHeader> httpHeaders,
        List<String> command,
        boolean listening,
        Optional<Duration> uptime,
        int attempts,
        Duration timeout,
        Duration waitBetween,
        Duration initialDelay,
        boolean warn) {

    /** When a check is made. */
    public enum Kind {
        /** Before traffic is moved to a new release. */
        STARTUP,
        /** The same; its name in other systems. */
        READINESS,
        /** While it runs, to restart it. */
        LIVENESS
    }

    /** A header of the request. */
    public record HttpHeader(String name, String value) {}

    public HealthCheck {
        httpHeaders = List.copyOf(httpHeaders);
        command = List.copyOf(command);
    }
}
