package dev.sampan.network;

/**
 * How many packets the bandwidth limits of a container have dropped since they were set.
 *
 * @param ingress to the container
 * @param egress from the container
 */
public record LinkDrops(long ingress, long egress) {}
