package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** All that one event loop owns: its view of the table, its connections, its counters. Only that loop touches it. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Worker {

    static final long SWEEP_MILLIS = 250;

    private final EventLoop loop;
    private final ConnectionCount connections;
    private final AccessRing accessRing;
    private final RequestHandlers handlers;
    private final boolean offersHttp2;
    private final TargetChecks checks;
    private final HeldRequests held = new HeldRequests();
    private final MessageHead requestHead = new MessageHead();
    private final MessageHead responseHead = new MessageHead();
    private final MessageHead trailers = new MessageHead();
    private final HeadWriter writer = new HeadWriter();
    private @Nullable Http2HeadReader http2Heads;
    private final List<ClientConnection> clients = new ArrayList<>();
    private final Map<Target, TargetPool> pools = new HashMap<>();
    private final Map<String, RouteCounters> counters = new HashMap<>();
    private IdentityHashMap<Route, WorkerRoute> routes = new IdentityHashMap<>();
    private RouteIndex index;
    private volatile boolean draining;
    private long unknownHosts;
    private long refused;

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
        this.index = index;
        this.connections = connections;
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

    HeadWriter writer() {
        return writer;
    }

    /** What stands in the head writer, as a buffer. */
    ByteBuf written() {
        return writer.toBuffer(PooledByteBufAllocator.DEFAULT);
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

    void setIndex(RouteIndex newIndex) {
        index = newIndex;
        routes = new IdentityHashMap<>();
        counters.keySet().removeIf(name -> !newIndex.hasRoute(name));
        counters.forEach((name, own) -> own.retainShares(newIndex.sharesOf(name)));
        for (Map.Entry<Target, TargetPool> entry : List.copyOf(pools.entrySet())) {
            TargetPool pool = entry.getValue();
            pool.setRetired(!newIndex.hasTarget(entry.getKey()));
            if (pool.inFlight() == 0 && !newIndex.hasTarget(entry.getKey())) {
                pools.remove(entry.getKey());
            }
        }
        checks.follow(newIndex);
        held.takeAll().forEach(exchange -> exchange.goOn(null));
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
        RouteCounters own = counters.computeIfAbsent(route.name(), name -> new RouteCounters());
        return new WorkerRoute(this, route, own, targets, handlers.of(route), index);
    }

    boolean hasHost(String host) {
        return index.find(host) != null;
    }

    void forget(Target target, TargetPool pool) {
        pools.remove(target, pool);
    }

    // ---- connections

    /** Registers a client; false when there are too many already. */
    boolean add(ClientConnection client) {
        if (!connections.add(settings().maxConnections())) {
            return false;
        }
        client.setSlot(clients.size());
        clients.add(client);
        return true;
    }

    /** Counts a connection of a client until it is closed; false when that client has as many as it may. */
    boolean admitConnection(Channel channel, InetAddress address) {
        int limit = settings().maxClientConnections();
        if (limit == 0 || settings().trusted().contains(address.getAddress())) {
            return true;
        }
        Permit permit = connections.addClient(address.getAddress(), limit);
        if (permit == null) {
            return false;
        }
        channel.closeFuture().addListener(_ -> permit.release());
        return true;
    }

    /** Counts a connection that is not a client's yet; false when there are too many already. */
    boolean beginHandshake() {
        return connections.add(settings().maxConnections());
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
        connections.remove();
    }

    private void sweep() {
        long now = System.nanoTime();
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

    void countUnknownHost() {
        unknownHosts++;
    }

    void countRefused() {
        refused++;
    }

    void log(AccessEntry entry) {
        accessRing.add(entry);
    }

    RouterStats stats() {
        Map<String, RouteTotals> byRoute = new HashMap<>();
        counters.forEach((name, own) -> byRoute.put(name, own.totals()));
        Map<String, Map<String, ShareTotals>> byShare = new HashMap<>();
        counters.forEach((name, own) -> byShare.put(name, own.shareTotals()));
        Map<Target, TargetTotals> byTarget = new HashMap<>();
        pools.forEach((target, pool) -> byTarget.put(target, pool.totals()));
        return new RouterStats(
                index.table().generation(),
                ProcessHandle.current().pid(),
                clients.size(),
                unknownHosts,
                refused,
                byRoute,
                byShare,
                byTarget,
                Map.of());
    }
}
