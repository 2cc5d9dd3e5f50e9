package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A UDP port of an app, on one event loop. Datagrams from one client address go to one target, from a socket of their
 * own, so that answers find their way back; the pair is forgotten after a time without a datagram.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a datagram that cannot be sent is lost, as UDP has it
final class UdpListener extends SimpleChannelInboundHandler<DatagramPacket> {

    static final int LARGEST = 65_535;
    private static final int MOST_SESSIONS = 4096;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SWEEP_SECONDS = 5;

    /** Who was silent so long makes room when there is none. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int LOOKED_AT = 4;

    private final Function<Channel, Worker> workers;
    private final String routeName;
    private final PortMap map;

    /** By client, the one that was silent longest first. */
    private final Map<InetSocketAddress, UdpSession> sessions =
            new LinkedHashMap<>(16, 0.75f, true);

    private boolean handed;
    private @Nullable ScheduledFuture<?> sweeper;

    /** As many as there are sessions, for other threads. */
    private volatile int open;

    private UdpListener(Function<Channel, Worker> workers, String routeName, PortMap map) {
        this.workers = workers;
        this.routeName = routeName;
        this.map = map;
    }

    /** Opens the port: the inherited socket, if there is one, else a new one. */
    static Listener open(Listeners listeners, InetSocketAddress at, String routeName, PortMap map)
            throws IOException {
        UdpListener listener = new UdpListener(listeners::workerOf, routeName, map);
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(listeners.group())
                        .option(ChannelOption.AUTO_READ, listeners.isAccepting())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(LARGEST))
                        .handler(
                                new ChannelInitializer<DatagramChannel>() {
                                    @Override
                                    protected void initChannel(DatagramChannel channel) {
                                        channel.pipeline().addLast(listener);
                                    }
                                });
        String name = Listener.nameOf(map);
        OptionalInt known = listeners.inherited().take(name, at);
        Transport transport = Transport.of(listeners.group());
        bootstrap.channelFactory(() -> transport.newDatagramSocket(known));
        ChannelFuture opened = known.isPresent() ? bootstrap.register() : bootstrap.bind(at);
        return Listener.of(name, opened, listener);
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
        UdpSession session = sessions.get(client);
        if (session == null) {
            session = begin(ctx, client);
        }
        if (session != null) {
            session.toApp(packet);
        }
    }

    private @Nullable UdpSession begin(ChannelHandlerContext ctx, InetSocketAddress client) {
        Worker worker = workers.apply(ctx.channel());
        WorkerRoute route = worker.named(routeName);
        TargetPool pool = route == null ? null : route.choose(null);
        List<Permit> places = new ArrayList<>(2);
        if (route == null
                || pool == null
                || !worker.admitClient(client.getAddress(), places::add)
                || !route.admits(client.getAddress(), places::add)
                || (sessions.size() >= MOST_SESSIONS && !makeRoom())) {
            places.forEach(Permit::release);
            return null;
        }
        UdpSession session = begin(ctx.channel(), client, route, pool, OptionalInt.empty());
        session.hold(places);
        return session;
    }

    /** Forgets a client that was silent for a while, so that made-up ones keep no other out for long. */
    private boolean makeRoom() {
        long silent = System.nanoTime() - SILENT_NANOS;
        List<InetSocketAddress> eldest = sessions.keySet().stream().limit(LOOKED_AT).toList();
        for (InetSocketAddress client : eldest) {
            UdpSession session = sessions.get(client); // and it is the last one of them now
            if (session != null && session.isOver(silent)) {
                sessions.remove(client);
                end(session);
                return true;
            }
        }
        return false;
    }

    private UdpSession begin(
            Channel listener,
            InetSocketAddress client,
            WorkerRoute route,
            TargetPool pool,
            OptionalInt socket) {
        UdpSession session = new UdpSession(listener, client, pool);
        sessions.put(client, session);
        count();
        route.counters().started();
        pool.requestStarted();
        session.open(new Target(pool.target().address(), map.targetPort()).socketAddress(), socket);
        return session;
    }

    private void count() {
        open = handed ? 0 : sessions.size();
    }

    /** How many clients there are that no other router has taken over. */
    int sessions() {
        return open;
    }

    /**
     * Lets go of all sessions, after the listener was paused, on its event loop. They are kept until they are forgotten, for
     * the case that the other router ends.
     */
    List<Parting.Session> hand(String name) {
        List<Parting.Session> all = new ArrayList<>();
        sessions.values().forEach(session -> session.hand(name).ifPresent(all::add));
        handed = true;
        count();
        return all;
    }

    /** Goes on with the sessions that another router has let go of again; on the event loop. */
    void takeBack() {
        sessions.values().forEach(UdpSession::takeBack);
        handed = false;
        count();
    }

    /** Goes on with a session of another router, on the event loop; false when its target is not in the table any more. */
    boolean adopt(Channel listener, Parting.Session session) {
        WorkerRoute route = workers.apply(listener).named(routeName);
        InetSocketAddress target = session.target();
        TargetPool pool = route == null ? null : route.poolAt(target.getAddress().getHostAddress());
        if (route == null
                || pool == null
                || target.getPort() != map.targetPort()
                || sessions.containsKey(session.client())) {
            return false;
        }
        OptionalInt socket = OptionalInt.of(session.socket().intValue());
        begin(listener, session.client(), route, pool, socket);
        return true;
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Iterator<UdpSession> all = sessions.values().iterator(); all.hasNext(); ) {
            UdpSession session = all.next();
            if (session.isOver(now - IDLE_NANOS)) {
                all.remove();
                end(session);
            }
        }
        count();
    }

    private void end(UdpSession session) {
        session.pool().requestEnded(true);
        WorkerRoute route = workers.apply(session.listener()).named(routeName);
        if (route != null) {
            route.counters().ended(false, false);
            route.countShare(session.pool(), false);
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
        open = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RouterLog.warnSometimes("UDP port %d: %s".formatted(map.port(), cause));
    }
}
