package dev.sampan.doctor;

/**
 * A process that listens on a TCP port.
 *
 * @param pid 0 when it is not known
 */
record Listener(int port, String program, long pid) {}
