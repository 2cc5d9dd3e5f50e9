package dev.sampan.router;

import java.time.Duration;

/**
 * Limits and timeouts that travel with the route table, so that they change without a restart.
 *
 * @param headerRead from a request's first byte to the end of its header
 * @param bodyIdle without a byte moving in either direction of a body
 * @param connect to a target
 * @param responseHeader from the end of the request to the header of the answer
 * @param keepAlive a client connection without a request
 * @param tunnelIdle a WebSocket without a byte
 * @param maxBodyBytes of a request; 0 is no limit
 * @param maxConnections of clients, in the whole process
 * @param maxClientConnections of one client address; 0 is no limit of its own
 * @param trusted proxies in front of the router
 */
public record RouterSettings(
        Duration headerRead,
        Duration bodyIdle,
        Duration connect,
        Duration responseHeader,
        Duration keepAlive,
        Duration tunnelIdle,
        long maxBodyBytes,
        int maxConnections,
        int maxClientConnections,
        TrustedProxies trusted) {

    public static final RouterSettings DEFAULT =
            new RouterSettings(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(75),
                    Duration.ofHours(1),
                    0,
                    40_000);

    /** Settings of a router that stands alone. */
    public RouterSettings(
            Duration headerRead,
            Duration bodyIdle,
            Duration connect,
            Duration responseHeader,
            Duration keepAlive,
            Duration tunnelIdle,
            long maxBodyBytes,
            int maxConnections) {
        this(
                headerRead,
                bodyIdle,
                connect,
                responseHeader,
                keepAlive,
                tunnelIdle,
                maxBodyBytes,
                maxConnections,
                0,
                TrustedProxies.NONE);
    }

    public RouterSettings {
        require("headerRead", headerRead);
        require("bodyIdle", bodyIdle);
        require("connect", connect);
        require("responseHeader", responseHeader);
        require("keepAlive", keepAlive);
        require("tunnelIdle", tunnelIdle);
        if (maxBodyBytes < 0) {
            throw new InvalidRouteTableException("maxBodyBytes is negative: " + maxBodyBytes);
        }
        if (maxConnections < 1) {
            throw new InvalidRouteTableException("maxConnections is below 1: " + maxConnections);
        }
        if (maxClientConnections < 0) {
            throw new InvalidRouteTableException(
                    "maxClientConnections is negative: " + maxClientConnections);
        }
    }

    static void require(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(10)) < 0 || value.compareTo(Duration.ofDays(7)) > 0) {
            throw new InvalidRouteTableException(
                    "%s must be between 10 ms and 7 days, not %s".formatted(name, value));
        }
    }

    RouterSettings withHeaderRead(Duration value) {
        return new RouterSettings(
                value,
                bodyIdle,
                connect,
                responseHeader,
                keepAlive,
                tunnelIdle,
                maxBodyBytes,
                maxConnections);
    }

    public RouterSettings withResponseHeader(Duration value) {
        return new RouterSettings(
                headerRead,
                bodyIdle,
                connect,
                value,
                keepAlive,
                tunnelIdle,
                maxBodyBytes,
                maxConnections,
                maxClientConnections,
                trusted);
    }

    public RouterSettings withMaxBodyBytes(long value) {
        return new RouterSettings(
                headerRead,
                bodyIdle,
                connect,
                responseHeader,
                keepAlive,
                tunnelIdle,
                value,
                maxConnections,
                maxClientConnections,
                trusted);
    }

    /** These settings for a router behind others, and with a limit for each client. */
    public RouterSettings withClients(int newMaxClientConnections, TrustedProxies newTrusted) {
        return new RouterSettings(
                headerRead,
                bodyIdle,
                connect,
                responseHeader,
                keepAlive,
                tunnelIdle,
                maxBodyBytes,
                maxConnections,
                newMaxClientConnections,
                newTrusted);
    }
}
