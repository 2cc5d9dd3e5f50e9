package dev.sampan.router;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the router waits for one app and its clients; what is empty is as in {@link RouterSettings}.
 *
 * @param connect for a connection to the app
 * @param read for the app's answer, and then between two parts of it
 * @param body for the client, between two parts of a request
 */
public record RouteTimeouts(
        Optional<Duration> connect, Optional<Duration> read, Optional<Duration> body) {

    public static final RouteTimeouts DEFAULT =
            new RouteTimeouts(Optional.empty(), Optional.empty(), Optional.empty());

    public RouteTimeouts {
        connect.ifPresent(value -> TimeRule.require("connect", value));
        read.ifPresent(value -> TimeRule.require("read", value));
        body.ifPresent(value -> TimeRule.require("body", value));
    }
}
