package dev.sampan.router;

import java.time.Duration;

/**
 * How fast a client has to be at least, so that none holds a place in the router by being slow. The time counts while it is
 * the client for whom the router waits, and no WebSocket and no other tunnel is measured.
 *
 * @param header bytes a second of a request's header; 0 asks for nothing
 * @param body bytes a second of a request's body, while the app takes it; 0 asks for nothing
 * @param send bytes a second that the client takes of an answer that waits for it; 0 asks for nothing
 * @param grace by how much a request may be late at any time
 */
public record MinimumRates(long header, long body, long send, Duration grace) {

    public static final MinimumRates DEFAULT =
            new MinimumRates(500, 500, 500, Duration.ofSeconds(10));

    public MinimumRates {
        if (header < 0 || body < 0 || send < 0) {
            throw new InvalidRouteTableException(
                    "A minimum rate is negative: %d, %d or %d".formatted(header, body, send));
        }
        TimeRule.require("grace", grace);
    }
}
