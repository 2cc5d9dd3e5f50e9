package dev.sampan.network;

/**
 * What went over a container's link since its start.
 *
 * @param receivedBytes to the container
 * @param sentBytes from the container
 */
public record NetworkUsage(long receivedBytes, long sentBytes) {}
