package dev.sampan.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All ports of a router. They are opened paused, those that were inherited too, until the router begins to serve. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Listeners implements AutoCloseable {

    private static final int BACKLOG = 4096;

    /** What the kernel takes for a client beyond what is on its way, so that a slow one is seen to move. */
    private static final long UNSENT = 128 << 10;

    private final EventLoopGroup group;
    private final Transport transport;
    private final Function<EventLoop, Worker> workers;
    private final InheritedSockets inherited;
    private final Listener plain;
    private final Listener secure;
    private final PortListeners ports;
    private volatile boolean accepting;

    /**
     * Opens the two ports that every router has.
     *
     * @param workers the worker of an event loop
     * @throws IOException when one cannot be opened, with a sentence for the user
     */
    Listeners(
            RouterOptions options,
            EventLoopGroup group,
            Function<EventLoop, Worker> workers,
            InheritedSockets inherited)
            throws IOException {
        this.group = group;
        transport = Transport.of(group);
        this.workers = workers;
        this.inherited = inherited;
        plain = listen(Listener.HTTP, options.address(), Listeners::servePlain);
        secure = listen(Listener.HTTPS, options.secureAddress(), Listeners::serveSecure);
        ports = new PortListeners(this, options.address().getAddress());
    }

    private static void servePlain(Worker worker, ChannelPipeline pipeline) {
        pipeline.addLast(new Http1Connection(worker, "http"));
    }

    private static void serveSecure(Worker worker, ChannelPipeline pipeline) {
        pipeline.addLast(new ClientHelloHandler(worker), new ProtocolChoice(worker));
    }

    /** A further port at which every app is found by its host names. */
    Listener listenPlain(String name, InetSocketAddress at) throws IOException {
        return listen(name, at, Listeners::servePlain);
    }

    private Listener listen(
            String name, InetSocketAddress at, BiConsumer<Worker, ChannelPipeline> serving)
            throws IOException {
        ServerBootstrap bootstrap =
                bootstrap(BACKLOG)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel, serving);
                                    }
                                });
        try {
            return open(bootstrap, name, at);
        } catch (IOException e) {
            throw new IOException("cannot listen on '%s': %s".formatted(at, e.getMessage()), e);
        }
    }

    /** What all ports of TCP have in common. */
    ServerBootstrap bootstrap(int backlog) {
        return new ServerBootstrap()
                .group(group)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, accepting)
                .handler(new AcceptGuard(() -> accepting))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Router.WATER_MARK)
                .childOption(transport.notSentLowWater(), UNSENT);
    }

    /** Opens a port of TCP: the inherited socket, if there is one, else a new one. */
    Listener open(ServerBootstrap bootstrap, String name, InetSocketAddress at) throws IOException {
        OptionalInt known = inherited.take(name, at);
        bootstrap.channelFactory(() -> transport.newListener(known));
        return Listener.of(
                name, known.isPresent() ? bootstrap.register() : bootstrap.bind(at), null);
    }

    InheritedSockets inherited() {
        return inherited;
    }

    EventLoopGroup group() {
        return group;
    }

    Worker workerOf(Channel channel) {
        return workers.apply(channel.eventLoop());
    }

    boolean isAccepting() {
        return accepting;
    }

    /**
     * Lets a connection pass what it has to before it is served.
     *
     * @param serving adds the handlers behind
     */
    void accept(SocketChannel channel, BiConsumer<Worker, ChannelPipeline> serving) {
        Worker worker = workerOf(channel);
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !admits(worker, channel, remote.getAddress())) {
            channel.close();
        } else if (worker.settings().trusted().expectsHeader(remote.getAddress())) {
            channel.config().setAutoRead(true);
            channel.pipeline()
                    .addLast(
                            new ProxyHeaderReader(
                                    worker, named -> acceptNamed(worker, named, serving)));
        } else {
            serving.accept(worker, channel.pipeline());
        }
    }

    /** Serves a connection whose proxy has said who its client is, if that has not too many. */
    private static void acceptNamed(
            Worker worker, SocketChannel channel, BiConsumer<Worker, ChannelPipeline> serving) {
        ClientAddress client = ClientAddress.of(channel);
        if (client != null && admits(worker, channel, client.address())) {
            serving.accept(worker, channel.pipeline());
        } else {
            channel.close();
        }
    }

    private static boolean admits(Worker worker, SocketChannel channel, InetAddress client) {
        return worker.admitClient(
                client, permit -> channel.closeFuture().addListener(_ -> permit.release()));
    }

    int port() {
        return plain.port();
    }

    int securePort() {
        return secure.port();
    }

    /** Opens and closes the ports of apps as a table says; opens none when it shall only hold what it has. */
    void follow(RouteTable table, boolean opening) {
        ports.follow(table, opening);
    }

    List<Listener> all() {
        List<Listener> all = new ArrayList<>(List.of(plain, secure));
        all.addAll(ports.all());
        return all;
    }

    /** Clients that no connection stands for. */
    int sessions() {
        return all().stream().mapToInt(Listener::sessions).sum();
    }

    /**
     * Takes nothing that is new any more, and leaves it in the kernel's queues.
     *
     * @param others ports that nobody else serves, which go on
     * @return the clients of the other ports of UDP, who are left to who takes over
     */
    List<Parting.Session> pause(Set<String> others) {
        accepting = false;
        List<Parting.Session> handed = new ArrayList<>();
        for (Listener listener : all()) {
            if (!others.contains(listener.name())) {
                handed.addAll(listener.pause());
            }
        }
        return handed;
    }

    void resume() {
        accepting = true;
        all().forEach(Listener::resume);
    }

    /** Takes connections; datagrams wait until it is known whose they are. */
    void resumeConnections() {
        accepting = true;
        all().stream().filter(listener -> listener.datagrams() == null).forEach(Listener::resume);
    }

    /** Goes on with clients of another router's ports of UDP. */
    void adopt(List<Parting.Session> sessions) {
        Map<String, Listener> byName = new HashMap<>();
        all().forEach(listener -> byName.put(listener.name(), listener));
        for (Parting.Session session : sessions) {
            Listener listener = byName.get(session.port());
            if (listener == null || !listener.adopt(session)) {
                try {
                    session.socket().close();
                } catch (IOException e) {
                    RouterLog.warn(
                            "The socket of a client of port '%s' cannot be closed: %s"
                                    .formatted(session.port(), e));
                }
            }
        }
    }

    /** Goes on with the clients that another router was to take. */
    void takeBack() {
        all().forEach(Listener::takeBack);
    }

    @Override
    public void close() {
        accepting = false;
        plain.close();
        ports.close();
        secure.close();
    }
}
