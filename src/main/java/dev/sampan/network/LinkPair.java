package dev.sampan.network;

import java.net.Inet4Address;
import java.util.HexFormat;

/**
 * The two ends of a container's link.
 *
 * @param hostName the interface on the host
 * @param address the container's address
 * @param mtu the largest packet
 */
record LinkPair(String hostName, Inet4Address address, int mtu) {

    /** The name of the container's end, inside. */
    static final String CONTAINER_NAME = "eth0";

    /** The kernel makes it first in every network namespace. */
    static final int LOOPBACK_INDEX = 1;

    /** Where containers send everything; no interface has it, their routes and neighbours name it. */
    static final Inet4Address GATEWAY = Inet4Address.ofLiteral("169.254.1.1");

    static LinkPair of(String prefix, Inet4Address address, int mtu) {
        return new LinkPair(prefix + HexFormat.of().formatHex(address.getAddress()), address, mtu);
    }

    /** The same for all containers: each sees one host. */
    static byte[] hostHardwareAddress() {
        return new byte[] {(byte) 0xee, (byte) 0xee, (byte) 0xee, (byte) 0xee, (byte) 0xee, 1};
    }

    /** A locally administered address that holds the IP address. */
    byte[] containerHardwareAddress() {
        byte[] ip = address.getAddress();
        return new byte[] {2, 0x42, ip[0], ip[1], ip[2], ip[3]};
    }
}
