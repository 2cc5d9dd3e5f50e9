package dev.sampan.router;

import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/**
 * Who a client is, as apps and logs are told.
 *
 * @param address its IP address
 * @param chain the addresses that apps are told, the nearest last
 * @param scheme `http` or `https`
 * @param port that it connected to
 * @param forwarded the fields that are the same for every request of its connection, as lines of HTTP/1.1, up to the start
 *     of a time in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Peer(String address, String chain, String scheme, int port, byte[] forwarded) {

    static final Peer UNKNOWN = of("", "http", 0);

    /** Who is at the other end of this connection; unknown when it is gone already. */
    static Peer of(SocketChannel channel, String scheme) {
        ClientAddress client = ClientAddress.of(channel);
        InetSocketAddress local = channel.localAddress();
        if (client == null || local == null) {
            return UNKNOWN;
        }
        return of(client.address().getHostAddress(), scheme, local.getPort());
    }

    static Peer of(String address, String scheme, int port) {
        return behind(address, address, scheme, port);
    }

    /** Who is behind a proxy. */
    static Peer behind(String address, String chain, String scheme, int port) {
        String fields =
                "X-Forwarded-For: %s\r\nX-Forwarded-Proto: %s\r\nX-Forwarded-Port: %d\r\nX-Request-Start: t="
                        .formatted(chain, scheme, port);
        return new Peer(address, chain, scheme, port, Ascii.bytes(fields));
    }
}
