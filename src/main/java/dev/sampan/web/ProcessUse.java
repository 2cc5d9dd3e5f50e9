package dev.sampan.web;

/**
 * What a process uses of its limits.
 *
 * @param cpu processor time since the last look
 * @param memory memory
 * @param pids processes and threads
 * @param received what came to it over the network, and how fast that may be
 * @param sent what it sent, and how fast that may be
 */
record ProcessUse(Meter cpu, Meter memory, Meter pids, String received, String sent) {}
