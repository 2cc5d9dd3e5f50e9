package dev.sampan.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The running router: its listeners, its workers and its control socket. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Router implements AutoCloseable {

    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private static final long TICKET_HOURS = 12;

    private final RouterOptions options;
    private final RouteTableFile file;
    private final CertificateFiles certificates;
    private final AccessLog accessLog;
    private final MultiThreadIoEventLoopGroup group;
    private final ConnectionCount connections = new ConnectionCount();
    private final RequestHandlers handlers = new RequestHandlers();
    private final TargetStates states = new TargetStates();
    private final List<Worker> workers = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, Worker> byLoop = new IdentityHashMap<>();
    private final Channel listener;
    private final PortListeners ports;
    private final Channel secureListener;
    private final ControlServer control;
    private TlsIndex tls = TlsIndex.NONE;

    private Router(RouterOptions options) throws IOException {
        Epoll.ensureAvailability();
        this.options = options;
        RouterFiles files = RouterFiles.of(options.home());
        Files.createDirectories(files.folder());
        file = new RouteTableFile(files);
        certificates = new CertificateFiles(options.home());
        RouteIndex index = new RouteIndex(initial(file));
        accessLog = new AccessLog(files.accessLog(), options.accessLogBytes(), options.workers());
        group =
                new MultiThreadIoEventLoopGroup(
                        options.workers(),
                        new DefaultThreadFactory("worker"),
                        EpollIoHandler.newFactory());
        for (EventExecutor executor : group) {
            Worker worker =
                    new Worker(
                            (EventLoop) executor,
                            index,
                            connections,
                            accessLog.ring(workers.size()),
                            handlers,
                            options.http2(),
                            new TargetChecks(
                                    (EventLoop) executor,
                                    states,
                                    workers.size(),
                                    options.workers(),
                                    Worker.SWEEP_MILLIS));
            workers.add(worker);
            byLoop.put(executor, worker);
            worker.start();
        }
        OpenSsl.ensureAvailability();
        tls = TlsIndex.load(index.table(), certificates, tls, warning -> {}); // told below
        listener = listenOrStop(options.address(), Router::servePlain);
        secureListener = listenOrStop(options.secureAddress(), Router::serveSecure);
        ports =
                new PortListeners(
                        group,
                        options.address().getAddress(),
                        channel -> workerOf(channel.eventLoop()),
                        this::listenFor);
        use(index.table());
        group.next()
                .scheduleWithFixedDelay(
                        this::rotateTickets, TICKET_HOURS, TICKET_HOURS, TimeUnit.HOURS);
        control = new ControlServer(files.controlSocket(), this);
    }

    /** The table on disk; when nothing of it can be used, none, so that the control plane finds a router to tell a new one. */
    private static RouteTable initial(RouteTableFile file) {
        try {
            return file.load(RouterLog::warn);
        } catch (InvalidRouteTableException e) {
            RouterLog.warn(String.valueOf(e.getMessage()));
            return RouteTable.EMPTY;
        }
    }

    /**
     * Starts serving.
     *
     * @throws InvalidRouteTableException when there is a table and it cannot be used
     * @throws UncheckedIOException when the port or the control socket cannot be taken
     */
    static Router start(RouterOptions options) {
        try {
            Router router = new Router(options);
            router.accessLog.start();
            router.control.start();
            return router;
        } catch (IOException e) {
            throw new UncheckedIOException("The router cannot start: " + e.getMessage(), e);
        }
    }

    private static void servePlain(Worker worker, ChannelPipeline pipeline) {
        pipeline.addLast(new Http1Connection(worker, "http"));
    }

    private static void serveSecure(Worker worker, ChannelPipeline pipeline) {
        pipeline.addLast(new ClientHelloHandler(worker), new ProtocolChoice(worker));
    }

    private Channel listenOrStop(
            InetSocketAddress address, BiConsumer<Worker, ChannelPipeline> serving)
            throws IOException {
        try {
            return listen(address, serving);
        } catch (IOException e) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    private Runnable listenFor(InetSocketAddress address) {
        try {
            Channel opened = listen(address, Router::servePlain);
            return () -> opened.close().awaitUninterruptibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Channel listen(InetSocketAddress address, BiConsumer<Worker, ChannelPipeline> serving)
            throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .handler(new AcceptGuard())
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<EpollSocketChannel>() {
                                    @Override
                                    protected void initChannel(EpollSocketChannel channel) {
                                        accept(channel, serving);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on '%s': %s"
                            .formatted(address, String.valueOf(bound.cause().getMessage())));
        }
        return bound.channel();
    }

    /** Lets a connection pass what it has to before it is read. */
    private void accept(EpollSocketChannel channel, BiConsumer<Worker, ChannelPipeline> serving) {
        Worker worker = workerOf(channel.eventLoop());
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !worker.admitConnection(channel, remote.getAddress())) {
            channel.close();
        } else if (worker.settings().trusted().expectsHeader(remote.getAddress())) {
            channel.pipeline()
                    .addLast(
                            new ProxyHeaderReader(
                                    known -> serving.accept(worker, known.pipeline())));
        } else {
            serving.accept(worker, channel.pipeline());
        }
    }

    private Worker workerOf(EventLoop loop) {
        Worker worker = byLoop.get(loop);
        if (worker == null) {
            throw new IllegalStateException("A connection landed on a loop without a worker");
        }
        return worker;
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    int securePort() {
        return ((InetSocketAddress) secureListener.localAddress()).getPort();
    }

    /**
     * Reads the table from disk and has every worker route by it.
     *
     * @return its generation, once every worker uses it
     * @throws InvalidRouteTableException when it cannot be used; routing goes on unchanged
     */
    synchronized long reload() {
        RouteTable table = file.loadCurrent();
        use(table);
        return table.generation();
    }

    /** Loads the certificates of a table, and has every worker route by it. */
    private synchronized void use(RouteTable table) {
        tls = TlsIndex.load(table, certificates, tls, RouterLog::warn);
        RouteIndex index = new RouteIndex(table, tls, securePort());
        onEach(
                worker -> {
                    worker.setIndex(index);
                    return worker;
                });
        handlers.retain(index);
        states.retain(index);
        ports.follow(index.table());
    }

    private synchronized void rotateTickets() {
        tls.rotateTickets();
    }

    RouterStats stats() {
        List<RouterStats> parts = onEach(Worker::stats);
        RouterStats sum = parts.getFirst();
        for (RouterStats part : parts.subList(1, parts.size())) {
            sum = sum.plus(part);
        }
        return sum.withOut(states.out());
    }

    private <T> List<T> onEach(Function<Worker, T> work) {
        List<CompletableFuture<T>> answers =
                workers.stream()
                        .map(
                                worker ->
                                        CompletableFuture.supplyAsync(
                                                () -> work.apply(worker), worker.loop()))
                        .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** Stops listening and waits until the last request ended or the time is over. */
    void drain(Duration limit) {
        listener.close().awaitUninterruptibly();
        ports.close();
        secureListener.close().awaitUninterruptibly();
        workers.forEach(Worker::announceDrain);
        onEach(
                worker -> {
                    worker.drain();
                    return worker;
                });
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (connections.open() > 0 && System.nanoTime() < end && !interrupted) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                interrupted = true;
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drains for as long as the options allow, then ends what is left. */
    @Override
    public void close() {
        drain(options.drain());
        onEach(
                worker -> {
                    worker.terminate();
                    return worker;
                });
        control.close();
        handlers.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3000);
        accessLog.close();
    }
}
