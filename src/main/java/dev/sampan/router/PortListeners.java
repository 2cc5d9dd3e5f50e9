package dev.sampan.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/** The ports of this machine that belong to apps: opened and closed as the route table says, by one thread at a time. */
final class PortListeners implements AutoCloseable {

    private final EventLoopGroup group;
    private final InetAddress address;
    private final Function<Channel, Worker> workers;
    private final Function<InetSocketAddress, Runnable> http;
    private final Map<PortMap, Opened> open = new HashMap<>();

    /** A listener and whose it is. */
    private record Opened(String route, Runnable closer) {}

    /**
     * Listens on behalf of apps.
     *
     * @param address where, the same as for HTTP
     * @param workers the worker of a channel's event loop
     * @param http opens a port of HTTP and returns what closes it
     */
    PortListeners(
            EventLoopGroup group,
            InetAddress address,
            Function<Channel, Worker> workers,
            Function<InetSocketAddress, Runnable> http) {
        this.group = group;
        this.address = address;
        this.workers = workers;
        this.http = http;
    }

    /** Opens what the table has and closes what it has no longer; connections that are open stay so. */
    synchronized void follow(RouteTable table) {
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
                known.getValue().closer().run();
                all.remove();
            }
        }
        wanted.forEach(
                (map, route) -> {
                    if (!open.containsKey(map)) {
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
            Runnable closer =
                    switch (map.kind()) {
                        case HTTP -> http.apply(at);
                        case TCP -> listen(at, worker -> new TcpRelay(worker, route, map), false);
                        case TLS -> listen(at, worker -> new TlsRelay(worker, map.port()), true);
                        case UDP -> UdpListener.open(group, at, workers, route, map);
                    };
            open.put(map, new Opened(route, closer));
        } catch (IOException | UncheckedIOException e) {
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
    private Runnable listen(
            InetSocketAddress at, Function<Worker, ChannelHandler> handler, boolean reading)
            throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .handler(new AcceptGuard())
                        .childOption(ChannelOption.AUTO_READ, reading)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Router.WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<EpollSocketChannel>() {
                                    @Override
                                    protected void initChannel(EpollSocketChannel channel) {
                                        Worker worker = workers.apply(channel);
                                        channel.pipeline().addLast(handler.apply(worker));
                                    }
                                })
                        .bind(at)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(String.valueOf(bound.cause().getMessage()));
        }
        return () -> bound.channel().close().awaitUninterruptibly();
    }

    @Override
    public synchronized void close() {
        open.values().forEach(opened -> opened.closer().run());
        open.clear();
    }
}
