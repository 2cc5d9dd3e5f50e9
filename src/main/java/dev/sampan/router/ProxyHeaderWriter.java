package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

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
    static ByteBuf write(
            PortMap.ProxyHeader version, InetSocketAddress client, InetSocketAddress local) {
        return switch (version) {
            case NONE -> Unpooled.EMPTY_BUFFER;
            case V1 -> first(client, local);
            case V2 -> second(client, local);
        };
    }

    private static ByteBuf first(InetSocketAddress client, InetSocketAddress local) {
        boolean four = client.getAddress() instanceof Inet4Address;
        String line =
                "PROXY %s %s %s %d %d\r\n"
                        .formatted(
                                four ? "TCP4" : "TCP6",
                                client.getAddress().getHostAddress(),
                                local.getAddress().getHostAddress(),
                                client.getPort(),
                                local.getPort());
        return Unpooled.wrappedBuffer(Ascii.bytes(line));
    }

    private static ByteBuf second(InetSocketAddress client, InetSocketAddress local) {
        byte[] from = client.getAddress().getAddress();
        byte[] to = local.getAddress().getAddress();
        ByteBuf out = Unpooled.buffer(64);
        out.writeBytes(SIGNATURE)
                .writeByte(PROXY_COMMAND)
                .writeByte(from.length == 4 ? TCP4 : TCP6);
        out.writeShort(from.length + to.length + 4);
        out.writeBytes(from).writeBytes(to);
        return out.writeShort(client.getPort()).writeShort(local.getPort());
    }
}
