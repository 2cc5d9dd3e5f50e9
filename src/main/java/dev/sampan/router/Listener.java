package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/**
 * An open port. While it is paused, connections wait in the kernel's queue, where another process that has the same socket
 * finds them.
 *
 * @param name by which it is handed over: `http`, `https`, or protocol and number of a further port, such as `tcp-9000`
 * @param channel of the socket
 * @param sessions clients that have no connection which could be counted
 */
record Listener(String name, Channel channel, IntSupplier sessions) {

    static final String HTTP = "http";

    static final String HTTPS = "https";

    /**
     * Waits until a port is open.
     *
     * @throws IOException when it cannot be opened, with the reason alone
     */
    static Listener of(String name, ChannelFuture opened, IntSupplier sessions) throws IOException {
        opened.awaitUninterruptibly();
        Throwable cause = opened.cause();
        if (cause != null) {
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
        return new Listener(name, opened.channel(), sessions);
    }

    /** The name of a port besides the two that every router has. */
    static String nameOf(PortMap map) {
        String protocol =
                switch (map.kind()) {
                    case HTTP -> "http";
                    case TCP -> "tcp";
                    case TLS -> "tls";
                    case UDP -> "udp";
                };
        return protocol + '-' + map.port();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    FileDescriptor descriptor() {
        return ((UnixChannel) channel).fd();
    }

    /** Takes nothing more once the channel's event loop has come to it; asked from elsewhere, it would take one more. */
    void pause() {
        channel.eventLoop().execute(() -> channel.config().setAutoRead(false));
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    void close() {
        channel.close().awaitUninterruptibly();
    }
}
