package dev.sampan.runtime;

/**
 * A container that was created.
 *
 * @param pid the host's process id of its first process
 * @param monitorPid the process id of its conmon
 */
public record Monitored(long pid, long monitorPid) {}
