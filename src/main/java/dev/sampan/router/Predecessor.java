package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The router before this one, as the one that follows sees it: the other side of a {@link HandoverServer}. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Predecessor extends ChannelInboundHandlerAdapter {

    private static final long ANSWER_SECONDS = 20;

    private final HandoverLines lines = new HandoverLines();
    private final CompletableFuture<Inheritance> inheritance = new CompletableFuture<>();
    private final CompletableFuture<Parting> retiring = new CompletableFuture<>();
    private final Consumer<RouterStats> totals;
    private @Nullable Inheritance arriving;
    private @Nullable Descriptors awaited;
    private volatile @Nullable Channel channel;

    private Predecessor(Consumer<RouterStats> totals) {
        this.totals = totals;
    }

    /**
     * Finds the router that takes connections now.
     *
     * @param totals told what it counted, when it ends; on an event loop
     * @return empty when there is none, or it cannot be followed
     */
    static Optional<Predecessor> find(
            RouterFiles files, EventLoopGroup group, Consumer<RouterStats> totals) {
        Optional<String> current = files.current();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Predecessor found = new Predecessor(totals);
        ChannelFuture opened =
                new Bootstrap()
                        .group(group)
                        .channel(EpollDomainSocketChannel.class)
                        .handler(found)
                        .connect(
                                new DomainSocketAddress(
                                        files.handoverSocket(current.get()).toFile()))
                        .awaitUninterruptibly();
        if (!opened.isSuccess()) {
            RouterLog.info(
                    "Router %s has left: %s".formatted(current.get(), opened.cause().getMessage()));
            return Optional.empty();
        }
        found.channel = opened.channel();
        return Optional.of(found);
    }

    /**
     * Gets all that it has to give; it goes on as if nothing had happened.
     *
     * @return empty when it ended meanwhile
     * @throws IOException when it refuses, or does not answer, with the reason
     */
    Optional<Inheritance> inheritance() throws IOException {
        say(Map.of("command", "want"));
        return await(inheritance);
    }

    /**
     * Tells it that its successor takes connections, and returns when it takes none any more, or has ended.
     *
     * @param others ports that the successor does not serve
     * @return what it knows of its clients; nothing when it ended
     * @throws IOException when it does not answer, with the reason
     */
    Parting retire(Set<String> others) throws IOException {
        say(Map.of("command", "taken", "others", List.copyOf(others)));
        Optional<Parting> parting = await(retiring);
        if (parting.isEmpty()) {
            RouterLog.info("The router before this one ended");
        }
        return parting.orElse(Parting.NONE);
    }

    /** Tells it not to come back. */
    void release() {
        say(Map.of("command", "release"));
    }

    private void say(Map<String, ?> message) {
        HandoverLines.write(Objects.requireNonNull(channel), message);
    }

    /** Waits for an answer; empty when the other side ended before it. */
    private static <T> Optional<T> await(CompletableFuture<T> answer) throws IOException {
        try {
            return Optional.of(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IOException(
                    "the router before this one does not answer within %d s"
                            .formatted(ANSWER_SECONDS),
                    e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof EndedException) {
                return Optional.empty();
            }
            throw new IOException("the router before this one refuses: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FileDescriptor descriptor) {
            Objects.requireNonNull(awaited).received(descriptor);
            return;
        }
        for (Map<String, Object> line : lines.read((ByteBuf) message)) {
            handle(ctx.channel(), line);
        }
    }

    private void handle(Channel from, Map<String, Object> line) {
        if (line.get("error") instanceof String reason) {
            fail(new IOException(reason));
        } else if (line.containsKey("sockets")) {
            Inheritance own = Inheritance.read(line);
            arriving = own;
            List<String> names = Json.texts(line, "sockets");
            await(
                    from,
                    "socket",
                    names.size(),
                    (number, socket) -> own.sockets().add(names.get(number), socket.intValue()),
                    () -> {
                        arriving = null;
                        inheritance.complete(own);
                    });
        } else if (line.containsKey("retiring")) {
            List<Parting.Announced> announced = Parting.announced(line);
            List<Parting.Session> sessions = new ArrayList<>();
            await(
                    from,
                    "session",
                    announced.size(),
                    (number, socket) -> sessions.add(announced.get(number).with(socket)),
                    () -> retiring.complete(new Parting(sessions, Parting.rates(line))));
        } else if (line.containsKey("totals")) {
            totals.accept(RouterStats.from(Json.object(line, "totals")));
        }
    }

    private void await(
            Channel from,
            String what,
            int count,
            BiConsumer<Integer, FileDescriptor> each,
            Runnable done) {
        Descriptors all = new Descriptors((EpollDomainSocketChannel) from, what, count, each, done);
        awaited = all;
        // Not within this read, which could go on and take the byte that a descriptor comes with.
        from.eventLoop().execute(all::next);
    }

    private void fail(Exception cause) {
        Inheritance partly = arriving;
        arriving = null;
        if (partly != null) {
            partly.sockets().close();
        }
        inheritance.completeExceptionally(cause);
        retiring.completeExceptionally(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new EndedException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RouterLog.warn("The router before this one cannot be understood: " + cause);
        fail(new IOException(String.valueOf(cause.getMessage()), cause));
        ctx.close();
    }

    /** Asks for one descriptor after the other, since they come without a name, and between lines they would be lost. */
    private record Descriptors(
            EpollDomainSocketChannel from,
            String what,
            int count,
            BiConsumer<Integer, FileDescriptor> each,
            Runnable done,
            AtomicInteger arrived) {

        Descriptors(
                EpollDomainSocketChannel from,
                String what,
                int count,
                BiConsumer<Integer, FileDescriptor> each,
                Runnable done) {
            this(from, what, count, each, done, new AtomicInteger());
        }

        void next() {
            boolean all = arrived.get() == count;
            from.config()
                    .setReadMode(
                            all
                                    ? DomainSocketReadMode.BYTES
                                    : DomainSocketReadMode.FILE_DESCRIPTORS);
            if (all) {
                done.run();
            } else {
                HandoverLines.write(from, Map.of("command", what, "number", arrived.get()));
            }
        }

        void received(FileDescriptor descriptor) {
            each.accept(arrived.getAndIncrement(), descriptor);
            next();
        }
    }

    /** The other router ended. */
    private static final class EndedException extends Exception {

        private static final long serialVersionUID = 1;

        EndedException() {
            super("it ended");
        }
    }
}
