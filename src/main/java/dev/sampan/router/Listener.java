package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An open port. While it is paused, connections wait in the kernel's queue, where another process that has the same socket
 * finds them.
 *
 * @param name by which it is handed over: `http`, `https`, or protocol and number of a further port, such as `tcp-9000`
 * @param channel of the socket
 * @param datagrams what is behind a port of UDP
 */
record Listener(String name, Channel channel, @Nullable UdpListener datagrams) {

    static final String HTTP = "http";

    static final String HTTPS = "https";

    /**
     * Waits until a port is open.
     *
     * @throws IOException when it cannot be opened, with the reason alone
     */
    static Listener of(String name, ChannelFuture opened, @Nullable UdpListener datagrams)
            throws IOException {
        opened.awaitUninterruptibly();
        Throwable cause = opened.cause();
        if (cause != null) {
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
        return new Listener(name, opened.channel(), datagrams);
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

    /**
     * Takes nothing more once the channel's event loop has come to it; asked from elsewhere, it would take one more.
     *
     * @return the clients of a port of UDP, who are left to who takes over
     */
    List<Parting.Session> pause() {
        return inLoop(
                () -> {
                    channel.config().setAutoRead(false);
                    return datagrams == null ? List.of() : datagrams.hand(name);
                });
    }

    /** Goes on with a client of another router's port of UDP; false when it cannot be. */
    boolean adopt(Parting.Session session) {
        UdpListener own = datagrams;
        return own != null && inLoop(() -> own.adopt(channel, session));
    }

    /** Goes on with the clients that another router was to take. */
    void takeBack() {
        UdpListener own = datagrams;
        if (own != null) {
            channel.eventLoop().execute(own::takeBack);
        }
    }

    private <T> T inLoop(Callable<T> work) {
        return channel.eventLoop().submit(work).syncUninterruptibly().getNow();
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    /** Clients that have no connection which could be counted. */
    int sessions() {
        return datagrams == null ? 0 : datagrams.sessions();
    }

    void close() {
        channel.close().awaitUninterruptibly();
    }
}
