package dev.sampan.router;

import io.netty.channel.socket.SocketChannel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Between whom a connection is: what a trusted proxy said of it, else the ends of its socket.
 *
 * @param client who opened it
 * @param reached the address that the client connected to
 */
record ClientAddress(InetSocketAddress client, InetSocketAddress reached) {

    private static final AttributeKey<ClientAddress> NAMED = AttributeKey.valueOf("sampan.client");

    /** Of two addresses, both with 4 or 16 bytes. */
    static ClientAddress of(byte[] from, int fromPort, byte[] to, int toPort) {
        try {
            return new ClientAddress(
                    new InetSocketAddress(InetAddress.getByAddress(from), fromPort),
                    new InetSocketAddress(InetAddress.getByAddress(to), toPort));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has neither 4 nor 16 bytes", e);
        }
    }

    /** Who is at the other end of this connection, or behind its proxy; null when it is gone already. */
    static @Nullable ClientAddress of(SocketChannel channel) {
        ClientAddress named = channel.attr(NAMED).get();
        InetSocketAddress remote = channel.remoteAddress();
        InetSocketAddress local = channel.localAddress();
        if (named != null || remote == null || local == null) {
            return named;
        }
        return new ClientAddress(remote, local);
    }

    /** Believes what the proxy says of the connection. */
    void nameAt(SocketChannel channel) {
        channel.attr(NAMED).set(this);
    }

    InetAddress address() {
        return client.getAddress();
    }
}
