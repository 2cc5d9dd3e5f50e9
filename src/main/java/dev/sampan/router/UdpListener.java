package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A UDP port of an app, on one event loop. Datagrams from one client address go to one target, from a socket of their
 * own, so that answers find their way back; the pair is forgotten after a time without a datagram.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a datagram that cannot be sent is lost, as UDP has it
final class UdpListener extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final int LARGEST = 65_535;
    private static final int MOST_SESSIONS = 4096;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SWEEP_SECONDS = 5;

    private final Function<Channel, Worker> workers;
    private final String routeName;
    private final PortMap map;
    private final Map<InetSocketAddress, Session> sessions = new HashMap<>();
    private @Nullable ScheduledFuture<?> sweeper;

    private UdpListener(Function<Channel, Worker> workers, String routeName, PortMap map) {
        this.workers = workers;
        this.routeName = routeName;
        this.map = map;
    }

    /**
     * Opens the port.
     *
     * @return what closes it
     */
    static Runnable open(
            EventLoopGroup group,
            InetSocketAddress at,
            Function<Channel, Worker> workers,
            String routeName,
            PortMap map)
            throws IOException {
        UdpListener listener = new UdpListener(workers, routeName, map);
        ChannelFuture bound =
                new Bootstrap()
                        .group(group)
                        .channel(EpollDatagramChannel.class)
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(LARGEST))
                        .handler(
                                new ChannelInitializer<EpollDatagramChannel>() {
                                    @Override
                                    protected void initChannel(EpollDatagramChannel channel) {
                                        channel.pipeline().addLast(listener);
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
    public void channelActive(ChannelHandlerContext ctx) {
        sweeper =
                ctx.executor()
                        .scheduleWithFixedDelay(
                                this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        InetSocketAddress client = packet.sender();
        Session session = sessions.get(client);
        if (session == null) {
            session = begin(ctx, client);
        }
        if (session != null) {
            session.toApp(packet);
        }
    }

    private @Nullable Session begin(ChannelHandlerContext ctx, InetSocketAddress client) {
        WorkerRoute route = workers.apply(ctx.channel()).named(routeName);
        if (route == null
                || sessions.size() >= MOST_SESSIONS
                || !route.policy().access().admits(client.getAddress().getAddress())) {
            return null;
        }
        TargetPool pool = route.choose(null);
        if (pool == null) {
            return null;
        }
        Session session = new Session(ctx.channel(), client, pool);
        sessions.put(client, session);
        route.counters().started();
        pool.requestStarted();
        session.open(new Target(pool.target().address(), map.targetPort()).socketAddress());
        return session;
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Iterator<Session> all = sessions.values().iterator(); all.hasNext(); ) {
            Session session = all.next();
            if (now - session.last > IDLE_NANOS || session.pool.isRetired()) {
                all.remove();
                end(session);
            }
        }
    }

    private void end(Session session) {
        session.pool.requestEnded(true);
        WorkerRoute route = workers.apply(session.listener).named(routeName);
        if (route != null) {
            route.counters().ended(false, false);
            route.countShare(session.pool, false);
        }
        session.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ScheduledFuture<?> timer = sweeper;
        if (timer != null) {
            timer.cancel(false);
        }
        sessions.values().forEach(this::end);
        sessions.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RouterLog.warnSometimes("UDP port %d: %s".formatted(map.port(), cause));
    }

    /** One client and its socket to a target. */
    private static final class Session extends SimpleChannelInboundHandler<DatagramPacket> {

        private final Channel listener;
        private final InetSocketAddress client;
        private final TargetPool pool;
        private @Nullable Channel upstream;
        private @Nullable InetSocketAddress target;
        private long last = System.nanoTime();

        Session(Channel listener, InetSocketAddress client, TargetPool pool) {
            this.listener = listener;
            this.client = client;
            this.pool = pool;
        }

        void open(InetSocketAddress address) {
            target = address;
            ChannelFuture bound =
                    new Bootstrap()
                            .group(listener.eventLoop())
                            .channel(EpollDatagramChannel.class)
                            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                            .option(
                                    ChannelOption.RECVBUF_ALLOCATOR,
                                    new FixedRecvByteBufAllocator(LARGEST))
                            .handler(this)
                            .bind(0);
            upstream = bound.isDone() && !bound.isSuccess() ? null : bound.channel();
        }

        void toApp(DatagramPacket packet) {
            last = System.nanoTime();
            Channel to = upstream;
            InetSocketAddress address = target;
            if (to != null && address != null) {
                DatagramPacket out = new DatagramPacket(packet.content().retain(), address);
                if (to.isActive()) {
                    to.writeAndFlush(out);
                } else {
                    to.eventLoop().execute(() -> to.writeAndFlush(out));
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            if (packet.sender().equals(target)) {
                last = System.nanoTime();
                listener.writeAndFlush(new DatagramPacket(packet.content().retain(), client));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            RouterLog.warnSometimes("A datagram was lost: " + cause);
        }

        void close() {
            Channel to = upstream;
            if (to != null) {
                to.close();
            }
        }
    }
}
