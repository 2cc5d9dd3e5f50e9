package dev.sampan.network;

/**
 * How many packets that would have opened a connection were dropped, since the container was started.
 *
 * @param refused because they were for a denied range
 * @param crowded because the app had too many connections open
 * @param connectionLimit how many it may have
 */
public record FirewallDrops(long refused, long crowded, long connectionLimit) {}
