package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that one event loop owns: its view of the table, its connections, its counters. Only that loop touches it. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Worker {

    static final long SWEEP_MILLIS = 250;

    /** Clients with TLS have to end their handshakes before they can be told to come again. */
    private static final int HANDSHAKES_BEYOND = 64;

    private final EventLoop loop;
    private final ConnectionCount connections;
    private final AccessRing accessRing;
    private final RequestHandlers handlers;
    private final boolean offersHttp2;
    private final Room room;
    private final Compressors compressors = new Compressors();
    private final TargetChecks checks;
    private final HeldRequests held = new HeldRequests();
    private final MessageHead requestHead = new MessageHead();
    private final MessageHead responseHead = new MessageHead();
    private final MessageHead trailers = new MessageHead();
    private final AsciiWriter writer = new AsciiWriter();
    private @Nullable Http2HeadReader http2Heads;
    private final List<ClientConnection> clients = new ArrayList<>();
    private final Map<Target, TargetPool> pools = new HashMap<>();
    private final LateFlushes flushes;
    private final WorkerCounts counts = new WorkerCounts();
    private IdentityHashMap<Route, WorkerRoute> routes = new IdentityHashMap<>();
    private RouteIndex index;
    private volatile boolean draining;
    private volatile boolean retiring;

    Worker(
            EventLoop loop,
            RouteIndex index,
            ConnectionCount connections,
            AccessRing accessRing,
            RequestHandlers handlers,
            boolean offersHttp2,
            TargetChecks checks) {
        this.checks = checks;
        this.offersHttp2 = offersHttp2;
        this.loop = loop;
        this.flushes = new LateFlushes(loop);
        this.index = index;
        this.connections = connections;
        this.room = new Room(connections);
        this.accessRing = accessRing;
        this.handlers = handlers;
    }

    void start() {
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    /** Whether clients may speak HTTP/2 without TLS. */
    boolean offersHttp2() {
        return offersHttp2 || index.hasHttp2Targets();
    }

    MessageHead requestHead() {
        return requestHead;
    }

    MessageHead responseHead() {
        return responseHead;
    }

    /** What follows a body, on its way from one side to the other. */
    MessageHead trailers() {
        return trailers;
    }

    /** Made when the first connection of HTTP/2 needs it. */
    Http2HeadReader http2Heads() {
        Http2HeadReader reader = http2Heads;
        if (reader == null) {
            reader = new Http2HeadReader();
            http2Heads = reader;
        }
        return reader;
    }

    AsciiWriter writer() {
        return writer;
    }

    /** What stands in the head writer, as a buffer. */
    ByteBuf written() {
        return writer.toBuffer(PooledByteBufAllocator.DEFAULT, 0);
    }

    RouterSettings settings() {
        return index.settings();
    }

    TlsIndex tls() {
        return index.tls();
    }

    RouteIndex index() {
        return index;
    }

    // ---- the table

    /** Follows a new table, between requests: so its work is that of what has changed, however large the table is. */
    void setIndex(RouteIndex newIndex) {
        index = newIndex;
        routes = new IdentityHashMap<>();
        counts.follow(newIndex);
        newIndex.removed().forEach(route -> route.targets().forEach(this::followTarget));
        newIndex.added().forEach(route -> route.targets().forEach(this::followTarget));
        checks.follow(newIndex);
        held.takeAll().forEach(Exchange::goOn);
    }

    private void followTarget(Target target) {
        TargetPool pool = pools.get(target);
        if (pool != null) {
            pool.setRetired(!index.hasTarget(target));
            if (pool.isRetired() && pool.inFlight() == 0) {
                pools.remove(target);
            }
        }
    }

    Compressors compressors() {
        return compressors;
    }

    HeldRequests held() {
        return held;
    }

    @Nullable WorkerRoute find(String host) {
        Route route = index.find(host);
        return route == null ? null : of(route);
    }

    /** The route for a host name and a path below it. */
    @Nullable WorkerRoute find(String host, String path) {
        WorkerRoute found = find(host);
        return found == null ? null : found.at(path);
    }

    /** The route of that name; null when it has left the table. */
    @Nullable WorkerRoute named(String name) {
        Route route = index.named(name);
        return route == null ? null : of(route);
    }

    WorkerRoute of(Route route) {
        WorkerRoute known = routes.get(route);
        if (known == null) {
            known = resolve(route);
            routes.put(route, known);
        }
        return known;
    }

    private WorkerRoute resolve(Route route) {
        TargetPool[] targets =
                route.targets().stream()
                        .map(target -> pools.computeIfAbsent(target, t -> new TargetPool(this, t)))
                        .toArray(TargetPool[]::new);
        for (TargetPool pool : targets) {
            pool.follow(checks.states().of(pool.target()));
        }
        return new WorkerRoute(this, route, counts.of(route), targets, handlers.of(route), index);
    }

    boolean hasHost(String host) {
        return index.find(host) != null;
    }

    void forget(Target target, TargetPool pool) {
        pools.remove(target, pool);
    }

    LateFlushes flushes() {
        return flushes;
    }

    // ---- connections

    Room room() {
        return room;
    }

    /** Registers a client; false when there are too many already. */
    boolean add(ClientConnection client) {
        if (!connections.add(room.most(settings()))) {
            return false;
        }
        list(client);
        return true;
    }

    /** Registers a client that there is no room for, to tell it so; false when there is no room for that either. */
    boolean addRefused(ClientConnection client) {
        if (!connections.addRefused(room.capacity())) {
            return false;
        }
        client.setRefused();
        list(client);
        return true;
    }

    private void list(ClientConnection client) {
        client.setSlot(clients.size());
        clients.add(client);
    }

    /**
     * Counts a connection, or session of UDP, of a client; false when that client has as many as it may.
     *
     * @param hold takes what gives its place back when it has ended, if it has one
     */
    boolean admitClient(InetAddress address, Consumer<Permit> hold) {
        int limit = settings().maxClientConnections();
        if (limit == 0 || settings().trusted().contains(address.getAddress())) {
            return true;
        }
        Permit permit = connections.addClient(address.getAddress(), limit);
        if (permit == null) {
            counts.refused(address, "it has as many as 'client-max-connections' says");
            return false;
        }
        hold.accept(permit);
        return true;
    }

    /** Counts a connection that is not a client's yet; false when there are too many already. */
    boolean beginHandshake() {
        return connections.add(room.most(settings()) + HANDSHAKES_BEYOND);
    }

    void endHandshake() {
        connections.remove();
    }

    void remove(ClientConnection client) {
        int slot = client.slot();
        if (slot < 0) {
            return;
        }
        client.setSlot(-1);
        ClientConnection last = clients.removeLast();
        if (slot < clients.size()) {
            clients.set(slot, last);
            last.setSlot(slot);
        }
        if (client.isRefused()) {
            connections.removeRefused();
        } else {
            connections.remove();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        room.look();
        for (int i = clients.size() - 1; i >= 0; i--) {
            if (i < clients.size()) {
                clients.get(i).checkDeadline(now);
            }
        }
        pools.values().forEach(pool -> pool.closeExpired(now));
        checks.tick();
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether answers say that their connections end. */
    boolean endsConnections() {
        return draining || retiring;
    }

    /**
     * Lets connections end, each with its next answer, or lets them go on again. Those that wait for a request are left
     * alone: it may be on its way.
     */
    void setRetiring(boolean wanted) {
        retiring = wanted;
        if (wanted) {
            List.copyOf(clients).forEach(ClientConnection::retire);
        }
    }

    /** From now on every answer says that its connection ends; called from any thread, on all workers before {@link #drain}. */
    void announceDrain() {
        draining = true;
    }

    /** Ends the connections that wait for a request. */
    void drain() {
        List.copyOf(clients).forEach(ClientConnection::drain);
    }

    void terminate() {
        List.copyOf(clients).forEach(ClientConnection::terminate);
    }

    // ---- counts

    WorkerCounts counts() {
        return counts;
    }

    /** Tells the access log of a request; null when it is left out there. */
    void log(@Nullable AccessEntry entry) {
        if (entry != null) {
            accessRing.add(entry);
        }
    }

    RouterStats stats() {
        return counts.stats(index.table().generation(), clients.size(), pools.values());
    }
}
