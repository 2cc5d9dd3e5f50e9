package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Writes the header of the PROXY protocol, versions 1 and 2 (haproxy's proxy-protocol.txt). */
final class ProxyHeaderWriter {

    static final byte[] SIGNATURE = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };
    static final int PROXY_COMMAND = 0x21;
    static final int TCP4 = 0x11;
    static final int TCP6 = 0x21;

    private ProxyHeaderWriter() {}

    /** The header for a connection from a client to the address that it reached. */
    static ByteBuf write(PortMap.ProxyHeader version, ClientAddress of) {
        InetAddress client = of.client().getAddress();
        InetAddress reached = of.reached().getAddress();
        boolean four = client instanceof Inet4Address && reached instanceof Inet4Address;
        return switch (version) {
            case NONE -> Unpooled.EMPTY_BUFFER;
            case V1 -> first(of, four);
            case V2 -> second(of, four);
        };
    }

    private static ByteBuf first(ClientAddress of, boolean four) {
        String line =
                "PROXY %s %s %s %d %d\r\n"
                        .formatted(
                                four ? "TCP4" : "TCP6",
                                text(of.client().getAddress(), four),
                                text(of.reached().getAddress(), four),
                                of.client().getPort(),
                                of.reached().getPort());
        return Unpooled.wrappedBuffer(Ascii.bytes(line));
    }

    /** Without the zone of a link-local address, which says nothing elsewhere. */
    private static String text(InetAddress address, boolean four) {
        String text = NetUtil.toAddressString(address);
        return four || address instanceof Inet6Address ? text : "::ffff:" + text;
    }

    private static ByteBuf second(ClientAddress of, boolean four) {
        byte[] from = bytes(of.client().getAddress(), four);
        byte[] to = bytes(of.reached().getAddress(), four);
        ByteBuf out = Unpooled.buffer(64);
        out.writeBytes(SIGNATURE).writeByte(PROXY_COMMAND).writeByte(four ? TCP4 : TCP6);
        out.writeShort(from.length + to.length + 4);
        out.writeBytes(from).writeBytes(to);
        return out.writeShort(of.client().getPort()).writeShort(of.reached().getPort());
    }

    /** An IPv4 address in either form (RFC 4291 section 2.5.5.2), since a header has one family for both ends. */
    private static byte[] bytes(InetAddress address, boolean four) {
        byte[] bytes = address.getAddress();
        if (four || bytes.length == 16) {
            return bytes;
        }
        return ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, bytes).array();
    }
}
