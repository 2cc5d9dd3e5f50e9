package dev.sampan.router;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the router asks the targets of a route whether they are well.
 *
 * @param kind what is asked; a target that speaks HTTP/2 is asked for a connection whatever stands here
 * @param path of a request; an answer with a status from 200 to 399 is good
 * @param host that a request is for
 * @param interval from one check of a target to the next, give or take a tenth; 1 s to 1 h
 * @param timeout for connection and answer together; 10 ms to 1 min
 * @param unhealthy checks that have to fail in a row until a target gets no more requests
 * @param healthy checks that have to succeed in a row until it gets some again
 */
public record TargetCheck(
        Kind kind,
        String path,
        String host,
        Duration interval,
        Duration timeout,
        int unhealthy,
        int healthy) {

    /** What is asked. */
    public enum Kind {
        /** A request by HTTP/1.1 is answered well. */
        HTTP,
        /** A connection is accepted. */
        TCP
    }

    /** Printable ASCII without what could end a request line. */
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,254}");

    private static final int MOST = 100;

    public TargetCheck {
        if (!PATH.matcher(path).matches()) {
            throw new InvalidRouteTableException("'%s' is not the path of a check".formatted(path));
        }
        if (!host.equals("localhost") && !Route.isHost(host)) {
            throw new InvalidRouteTableException("'%s' is not the host of a check".formatted(host));
        }
        if (isOutside(interval, Duration.ofSeconds(1), Duration.ofHours(1))
                || isOutside(timeout, Duration.ofMillis(10), Duration.ofMinutes(1))) {
            throw new InvalidRouteTableException(
                    "A check every %s that may take %s is not possible"
                            .formatted(interval, timeout));
        }
        if (unhealthy < 1 || unhealthy > MOST || healthy < 1 || healthy > MOST) {
            throw new InvalidRouteTableException(
                    "%d failed and %d good checks are not 1 to %d"
                            .formatted(unhealthy, healthy, MOST));
        }
    }

    private static boolean isOutside(Duration time, Duration least, Duration most) {
        return time.compareTo(least) < 0 || time.compareTo(most) > 0;
    }
}
