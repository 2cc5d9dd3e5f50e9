package dev.sampan.network;

/**
 * A chain of the host's own firewall that forwarded packets pass.
 *
 * @param family `ip` or `inet`
 * @param table the table of nftables it is in
 * @param name its name in that table
 */
record ForwardChain(String family, String table, String name) {}
