package dev.sampan.router;

import java.time.Duration;

/**
 * Limits and timeouts that travel with the route table, so that they change without a restart.
 *
 * @param headerRead from a request's first byte to the end of its header, at most
 * @param bodyIdle without a byte moving in either direction of a body
 * @param connect to a target
 * @param responseHeader from the end of the request to the header of the answer
 * @param keepAlive a client connection without a request
 * @param tunnelIdle a WebSocket without a byte
 * @param maxBodyBytes of a request; 0 is no limit
 * @param maxConnections of clients, in the whole process
 * @param maxClientConnections of one client address; 0 is no limit of its own
 * @param trusted proxies in front of the router
 * @param rates how fast clients have to be
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
        TrustedProxies trusted,
        MinimumRates rates) {

    public static final RouterSettings DEFAULT =
            new RouterSettings(
                    Duration.ofSeconds(30),
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
                TrustedProxies.NONE,
                MinimumRates.DEFAULT);
    }

    public RouterSettings {
        TimeRule.require("headerRead", headerRead);
        TimeRule.require("bodyIdle", bodyIdle);
        TimeRule.require("connect", connect);
        TimeRule.require("responseHeader", responseHeader);
        TimeRule.require("keepAlive", keepAlive);
        TimeRule.require("tunnelIdle", tunnelIdle);
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
                trusted,
                rates);
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
                trusted,
                rates);
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
                newTrusted,
                rates);
    }

    /** These settings with other rates that clients have to reach. */
    public RouterSettings withRates(MinimumRates value) {
        return new RouterSettings(
                headerRead,
                bodyIdle,
                connect,
                responseHeader,
                keepAlive,
                tunnelIdle,
                maxBodyBytes,
                maxConnections,
                maxClientConnections,
                trusted,
                value);
    }

    /** How long a header may take that has next to no bytes. */
    Duration firstBytes() {
        return headerRead.compareTo(rates.grace()) < 0 ? headerRead : rates.grace();
    }
}
