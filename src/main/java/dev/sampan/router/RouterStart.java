package dev.sampan.router;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a router starts: with ports that it opens, that systemd has opened, or that it gets from the router it follows. */
final class RouterStart {

    private RouterStart() {}

    /**
     * Starts serving, in the place of the router that runs when the options say so.
     *
     * @param sockets that are open already; those that are not needed are closed
     * @throws InvalidRouteTableException when another router shall be followed and the table, or a certificate, cannot be
     *     used; the other one goes on
     * @throws IllegalStateException when the kernel does not let it read and write as the options say
     * @throws UncheckedIOException when a port or a socket cannot be taken
     */
    static Router start(RouterOptions options, InheritedSockets sockets) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        options.workers(),
                        new DefaultThreadFactory("worker"),
                        options.io().newFactory());
        boolean started = false;
        try (sockets) {
            Router router = prepare(options, group, sockets);
            router.begin();
            started = true;
            return router;
        } catch (IOException e) {
            throw new UncheckedIOException("The router cannot start: " + e.getMessage(), e);
        } finally {
            if (!started) {
                var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
        }
    }

    private static Router prepare(
            RouterOptions options, EventLoopGroup group, InheritedSockets sockets)
            throws IOException {
        if (options.io() == Transport.IO_URING && sockets.size() > 0) {
            throw new IOException(
                    "with 'io_uring' it can take no open sockets, as systemd passes them. Set SAMPAN_ROUTER_IO=epoll");
        }
        RouterFiles files = RouterFiles.of(options.home());
        Files.createDirectories(files.folder());
        PastCounts past = new PastCounts();
        if (options.follow() && options.io() == Transport.EPOLL) {
            Optional<Predecessor> before = Predecessor.find(files, group, past::add);
            Optional<Inheritance> all =
                    before.isPresent() ? before.get().inheritance() : Optional.empty();
            if (before.isPresent() && all.isPresent()) {
                try (InheritedSockets own = all.get().sockets()) {
                    own.addAll(sockets);
                    return new Router(options, group, before.get(), all.get(), past);
                }
            }
        }
        ControlServer.refuseWhenAnswered(
                files,
                options.io() == Transport.EPOLL
                        ? "Stop it before"
                        : "Stop it before: with 'io_uring' none can be followed");
        return new Router(options, group, null, Inheritance.of(sockets), past);
    }
}
