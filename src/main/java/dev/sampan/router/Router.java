package dev.sampan.router;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The running router: its listeners, its workers and its control socket. It may follow another one, whose sockets it takes,
 * and be followed itself: it retires then, which means that it takes no connection any more and keeps those it has.
 */
final class Router implements AutoCloseable {

    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    /** Routers of one process, which only tests have, are told apart by number. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final RouterOptions options;
    private final RouterFiles files;
    private final RouteTableFile file;
    private final CertificateFiles certificates;
    private final AccessLog accessLog;
    private final EventLoopGroup group;
    private final ConnectionCount connections = new ConnectionCount();
    private final RequestHandlers handlers = new RequestHandlers();
    private final TargetStates states = new TargetStates();
    private final List<Worker> workers = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, Worker> byLoop = new IdentityHashMap<>();
    private final PastCounts past;
    private final Retirement retirement;
    private final @Nullable Predecessor before;
    private final Listeners listeners;
    private final Set<String> notTaken;
    private final ControlServer control;
    private final HandoverServer handover;
    private volatile long rotateAt;
    private volatile boolean ending;
    private TlsIndex tls = TlsIndex.NONE;
    private RouteIndex used = RouteIndex.EMPTY;

    /** Prepares all that serving needs; {@link RouterStart} begins it. */
    Router(
            RouterOptions options,
            EventLoopGroup group,
            @Nullable Predecessor before,
            Inheritance inherited,
            PastCounts past)
            throws IOException {
        this.options = options;
        this.group = group;
        this.before = before;
        this.past = past;
        retirement = new Retirement(options.retire());
        files = RouterFiles.of(options.home());
        file = new RouteTableFile(files);
        certificates = new CertificateFiles(options.home());
        RouteIndex index =
                new RouteIndex(before == null ? initial(file) : file.loadCurrentOrEmpty());
        accessLog = new AccessLog(files.accessLog(), options.accessLogBytes(), options.workers());
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
        tls = firstTls(index.table(), inherited);
        listeners = new Listeners(options, group, this::workerOf, inherited.sockets());
        use(index.table());
        notTaken = inherited.sockets().names();
        rotateLater(inherited.rotation());
        int number = NUMBERS.getAndIncrement();
        String id = ProcessHandle.current().pid() + (number == 0 ? "" : "-" + number);
        handover = new HandoverServer(files, id, group, this);
        control = new ControlServer(files, id, this);
        Capacity capacity = Capacity.ofProcess();
        onEach(worker -> worker.room().setCapacity(capacity, workers.size()));
        RouterLog.info(
                "Room for %d connections of clients, or %d with a request each"
                        .formatted(capacity.connections(), capacity.requests(0) / 2));
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

    /** Loads the certificates; what the router before this one could use has to be usable here. */
    private TlsIndex firstTls(RouteTable table, Inheritance inherited) {
        List<String> warnings = new ArrayList<>();
        TlsIndex index =
                TlsIndex.load(
                        table, certificates, TlsIndex.NONE, inherited.tickets(), warnings::add);
        if (!index.missing(table, inherited.tickets().keySet()).isEmpty()) {
            throw new InvalidRouteTableException(
                    "The router before this one has certificates that this one cannot use: "
                            + String.join("; ", warnings));
        }
        return index;
    }

    /** Starts a router that has to open its ports itself, unless it follows another one; as {@link RouterStart} does. */
    static Router start(RouterOptions options) {
        return RouterStart.start(options, new InheritedSockets());
    }

    /** Serves: the control plane is told first, so that this router has missed no table when it takes connections. */
    void begin() throws IOException {
        accessLog.start();
        control.start();
        if (before != null) {
            use(file.loadCurrentOrEmpty());
        }
        control.becomeCurrent();
        listeners.resumeConnections();
        if (before != null) {
            Parting parting = before.retire(notTaken);
            handlers.addRates(parting.rates());
            listeners.adopt(parting.sessions());
        }
        listeners.resume();
        handover.begin();
        ControlServer.sweep(files);
    }

    private Worker workerOf(EventLoop loop) {
        Worker worker = byLoop.get(loop);
        if (worker == null) {
            throw new IllegalStateException("A connection landed on a loop without a worker");
        }
        return worker;
    }

    int port() {
        return listeners.port();
    }

    int securePort() {
        return listeners.securePort();
    }

    Transport io() {
        return options.io();
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
        RouteIndex index = used.followedBy(table, tls, securePort());
        used = index;
        onEach(worker -> worker.setIndex(index));
        handlers.retain(index);
        past.retain(index);
        states.retain(index);
        listeners.follow(index.table(), !ending && !retirement.hasBegun());
    }

    private void rotateLater(Duration pause) {
        rotateAt = System.nanoTime() + pause.toNanos();
        // Beside the loops: the lock may be held by somebody who waits for all of them.
        var _ =
                group.next()
                        .schedule(
                                () -> Thread.ofVirtual().start(this::rotateTickets),
                                pause.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private synchronized void rotateTickets() {
        tls.rotateTickets();
        if (!ending) {
            rotateLater(Inheritance.ROTATION);
        }
    }

    RouterStats stats() {
        List<RouterStats> parts = ask(Worker::stats);
        RouterStats sum = parts.getFirst();
        for (RouterStats part : parts.subList(1, parts.size())) {
            sum = sum.plus(part);
        }
        return past.addedTo(sum).withOut(states.out());
    }

    private void onEach(Consumer<Worker> work) {
        ask(
                worker -> {
                    work.accept(worker);
                    return worker;
                });
    }

    private <T> List<T> ask(Function<Worker, T> work) {
        List<CompletableFuture<T>> answers =
                workers.stream()
                        .map(
                                worker ->
                                        CompletableFuture.supplyAsync(
                                                () -> work.apply(worker), worker.loop()))
                        .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    // ---- being followed

    /** What the router that follows can have; nothing while this one ends, whose ports are free. */
    List<Listener> listeners() {
        return ending ? List.of() : listeners.all();
    }

    /** What the one that follows is told, of sockets of these names. */
    synchronized Map<String, Object> describe(List<String> sockets) {
        Duration rotation = Duration.ofNanos(rotateAt - System.nanoTime());
        return Inheritance.describe(sockets, tls.ticketKeys(), rotation);
    }

    /**
     * Another router has taken over: what is open goes on for a while, each connection until its next answer.
     *
     * @param others ports that it does not serve, as when its settings are others; this one serves them until it ends
     * @return what the other one is to know of clients
     */
    synchronized Parting retire(Set<String> others) {
        RouterLog.info("Another router has followed; this one retires");
        release();
        List<Parting.Session> sessions = listeners.pause(others);
        accessLog.setRotating(false);
        onEach(worker -> worker.setRetiring(true));
        retirement.begin();
        return new Parting(sessions, handlers.rates());
    }

    /** The one that followed has ended too soon. */
    synchronized void resume() {
        if (ending) {
            return;
        }
        retirement.cancel();
        accessLog.setRotating(true);
        onEach(worker -> worker.setRetiring(false));
        try {
            control.becomeCurrent();
            use(file.loadCurrentOrEmpty());
        } catch (IOException | InvalidRouteTableException e) {
            RouterLog.warn("This router goes on by the table it has: " + e.getMessage());
        }
        listeners.takeBack();
        listeners.resume();
    }

    /** Lets go of the ports for good: there is nothing to go back to. */
    void letGo() {
        listeners.close();
    }

    /** Tells the router before this one that it is not needed any more. */
    private void release() {
        if (before != null) {
            before.release();
        }
    }

    /** Returns when another router has followed and this one's clients have left, or have had their time. */
    void awaitRetired() throws InterruptedException {
        retirement.await(() -> connections.open() + listeners.sessions());
    }

    // ---- ends

    /** Stops listening and waits until the last request ended or the time is over. */
    void drain(Duration limit) {
        ending = true;
        listeners.close();
        workers.forEach(Worker::announceDrain);
        onEach(Worker::drain);
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
        release();
        drain(options.drain());
        onEach(Worker::terminate);
        handover.tellTotals(stats().ended());
        handover.close();
        control.close();
        handlers.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3000);
        accessLog.close();
    }
}
