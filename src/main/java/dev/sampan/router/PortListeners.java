package dev.sampan.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The ports of this machine that belong to apps: opened and closed as the route table says, by one thread at a time.
 */
final class PortListeners implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final Listeners listeners;
    private final InetAddress address;
    private final Map<PortMap, Opened> open = new HashMap<>();

    /** A listener and whose it is. */
    private record Opened(String route, Listener listener) {}

    /**
     * Listens on behalf of apps.
     *
     * @param address where, the same as for HTTP
     */
    PortListeners(Listeners listeners, InetAddress address) {
        this.listeners = listeners;
        this.address = address;
    }

    /**
     * Opens what the table has and closes what it has no longer; connections that are open stay so.
     *
     * @param opening false when another router opens what is new
     */
    synchronized void follow(RouteTable table, boolean opening) {
        Map<PortMap, String> wanted = new HashMap<>();
        for (Route route : table.routes()) {
            for (PortMap map : route.policy().ports()) {
                if (map.kind().isShared()) {
                    wanted.put(shared(map), "");
                } else {
                    wanted.put(map, route.name());
                }
            }
        }
        for (Iterator<Map.Entry<PortMap, Opened>> all = open.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<PortMap, Opened> known = all.next();
            if (!known.getValue().route().equals(wanted.get(known.getKey()))) {
                known.getValue().listener().close();
                all.remove();
            }
        }
        wanted.forEach(
                (map, route) -> {
                    if (opening && !open.containsKey(map)) {
                        open(map, route);
                    }
                });
    }

    /** Routes share the port, whatever their targets listen at. */
    private static PortMap shared(PortMap map) {
        return new PortMap(map.kind(), map.port(), map.port(), PortMap.ProxyHeader.NONE);
    }

    private void open(PortMap map, String route) {
        InetSocketAddress at = new InetSocketAddress(address, map.port());
        try {
            Listener listener =
                    switch (map.kind()) {
                        case HTTP -> listeners.listenPlain(Listener.nameOf(map), at);
                        case TCP ->
                                listen(at, map, worker -> new TcpRelay(worker, route, map), false);
                        case TLS ->
                                listen(at, map, worker -> new TlsRelay(worker, map.port()), true);
                        case UDP -> UdpListener.open(listeners, at, route, map);
                    };
            open.put(map, new Opened(route, listener));
        } catch (IOException e) {
            RouterLog.warn(
                    "%s port %d of route '%s' cannot be opened: %s. It is tried again with the next route table"
                            .formatted(map.kind(), map.port(), route, e.getMessage()));
        }
    }

    /**
     * Listens for connections that are passed on as they are.
     *
     * @param reading whether their first bytes are read before it is known where they go
     */
    private Listener listen(
            InetSocketAddress at,
            PortMap map,
            Function<Worker, ChannelHandler> handler,
            boolean reading)
            throws IOException {
        BiConsumer<Worker, ChannelPipeline> serving =
                (worker, pipeline) -> {
                    pipeline.channel().config().setAutoRead(reading); // a header was read before
                    pipeline.addLast(handler.apply(worker));
                };
        ServerBootstrap bootstrap =
                listeners
                        .bootstrap(BACKLOG)
                        .childOption(ChannelOption.AUTO_READ, reading)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        listeners.accept(channel, serving);
                                    }
                                });
        return listeners.open(bootstrap, Listener.nameOf(map), at);
    }

    synchronized List<Listener> all() {
        return open.values().stream().map(Opened::listener).toList();
    }

    @Override
    public synchronized void close() {
        open.values().forEach(opened -> opened.listener().close());
        open.clear();
    }
}
