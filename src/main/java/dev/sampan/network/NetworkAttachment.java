package dev.sampan.network;

import java.net.Inet4Address;

/**
 * A container's place in the network.
 *
 * @param address the container's address, reached from the host
 * @param hostLink the host's end of its link
 */
public record NetworkAttachment(Inet4Address address, String hostLink) {}
