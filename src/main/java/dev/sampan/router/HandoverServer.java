package dev.sampan.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the sockets of this router to the one that follows it, over a Unix socket. It keeps its own until that one serves
 * well: when the successor ends without a word, this router goes on in its place.
 *
 * <p>The successor says `want`, is told what there is, and asks for each `socket` by its number; the answer is a
 * descriptor. With `taken` it says that it accepts connections; this router retires then, but for ports that are named, and tells what it
 * knows of its clients. Each `session` of UDP is asked for as the sockets are. With `release` it says that it
 * will end, or is followed itself, and that this router has nothing to go back to.
 */
final class HandoverServer implements AutoCloseable {

    private static final long LAST_WORD_MILLIS = 1000;

    private final Router router;
    private final Path socket;
    private final Channel listener;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("handover").factory());
    private @Nullable Successor successor;

    /**
     * Opens the socket for the router's own user. Nobody is heard there until {@link #begin}: who followed a router that has
     * not taken over yet would be left beside one that does so afterwards.
     *
     * @param id that no other router has
     */
    HandoverServer(RouterFiles files, String id, EventLoopGroup group, Router router)
            throws IOException {
        this.router = router;
        this.socket = files.handoverSocket(id);
        Files.deleteIfExists(socket);
        ChannelFuture opened =
                new ServerBootstrap()
                        .group(group)
                        .option(ChannelOption.AUTO_READ, false)
                        .channelFactory(Transport.of(group)::newUnixListener)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Successor());
                                    }
                                })
                        .bind(new DomainSocketAddress(socket.toFile()))
                        .awaitUninterruptibly();
        if (!opened.isSuccess()) {
            throw new IOException("cannot listen on '%s'".formatted(socket), opened.cause());
        }
        listener = opened.channel();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /** From now on this router can be followed; who wanted to before was left waiting. */
    void begin() {
        listener.config().setAutoRead(true);
    }

    /** Lets the successor, if there is one, know what this router counted in its time. */
    void tellTotals(RouterStats totals) {
        run(
                () -> {
                    Channel to = successor == null ? null : successor.channel;
                    if (to != null) {
                        HandoverLines.write(to, Map.of("totals", totals.toMap()))
                                .awaitUninterruptibly(LAST_WORD_MILLIS);
                    }
                });
    }

    /** All that is done here is done by one thread, one after the other: it waits for the workers. */
    private void run(Runnable work) {
        if (executor.isShutdown()) {
            return; // the connection to the successor ends with this router
        }
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            RouterLog.info("This router has ended for the one that follows");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.close().awaitUninterruptibly();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            RouterLog.warn("Socket '%s' cannot be removed: %s".formatted(socket, e));
        }
    }

    /** The connection of one router that wants to follow. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
    private final class Successor extends ChannelInboundHandlerAdapter {

        private final HandoverLines lines = new HandoverLines();
        private List<Listener> offered = List.of();
        private Parting parting = Parting.NONE;
        private volatile @Nullable Channel channel;
        private boolean taken;
        private boolean released;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            for (Map<String, Object> line : lines.read((ByteBuf) message)) {
                run(() -> handle(ctx.channel(), line));
            }
        }

        private void handle(Channel to, Map<String, Object> line) {
            switch (Json.text(line, "command")) {
                case "want" -> offer(to);
                case "socket" -> {
                    int number = (int) Json.number(line, "number");
                    to.writeAndFlush(offered.get(number).descriptor());
                }
                case "taken" -> {
                    taken = true;
                    parting = router.retire(Set.copyOf(Json.texts(line, "others")));
                    HandoverLines.write(to, parting.describe());
                }
                case "session" -> {
                    int number = (int) Json.number(line, "number");
                    to.writeAndFlush(parting.sessions().get(number).socket());
                }
                case "release" -> {
                    released = true;
                    router.letGo();
                }
                default -> refuse(to, "Unknown command in '%s'".formatted(line));
            }
        }

        private void offer(Channel to) {
            Successor other = successor;
            if (other != null && other != this) {
                refuse(to, "another router is following already");
                return;
            }
            if (router.io() == Transport.IO_URING) {
                refuse(to, "its sockets are those of 'io_uring'. Stop it before");
                return;
            }
            successor = this;
            offered = router.listeners();
            HandoverLines.write(to, router.describe(offered.stream().map(Listener::name).toList()));
        }

        private void refuse(Channel to, String reason) {
            HandoverLines.write(to, Map.of("error", reason));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            run(this::ended);
        }

        private void ended() {
            if (successor != this) {
                return;
            }
            if (!released) {
                successor = null;
                RouterLog.warn(
                        taken
                                ? "The router that followed has ended; this one goes on"
                                : "The router that was to follow did not; this one goes on");
                router.resume();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            RouterLog.warn("A router that was to follow cannot be understood: " + cause);
            ctx.close();
        }
    }
}
