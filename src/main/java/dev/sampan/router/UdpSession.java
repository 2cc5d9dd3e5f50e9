package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One client of a UDP port and its socket to a target; used by one event loop only. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a datagram that cannot be sent is lost, as UDP has it
final class UdpSession extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Channel listener;
    private final InetSocketAddress client;
    private final TargetPool pool;
    private @Nullable Channel upstream;
    private @Nullable InetSocketAddress target;
    private List<Permit> places = List.of();
    private boolean handed;
    private long last = System.nanoTime();

    UdpSession(Channel listener, InetSocketAddress client, TargetPool pool) {
        this.listener = listener;
        this.client = client;
        this.pool = pool;
    }

    Channel listener() {
        return listener;
    }

    TargetPool pool() {
        return pool;
    }

    /**
     * Opens the socket to the target.
     *
     * @param known one that is open already
     */
    void open(InetSocketAddress address, OptionalInt known) {
        target = address;
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(listener.eventLoop())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(UdpListener.LARGEST))
                        .handler(this);
        Transport transport = Transport.of(listener.eventLoop());
        bootstrap.channelFactory(() -> transport.newDatagramSocket(known));
        ChannelFuture opened = known.isPresent() ? bootstrap.register() : bootstrap.bind(0);
        upstream = opened.isDone() && !opened.isSuccess() ? null : opened.channel();
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

    /** Whether nothing came since a time, or its target has left. */
    boolean isOver(long idleSince) {
        return last - idleSince < 0 || (!handed && pool.isRetired());
    }

    /** Leaves what comes to another router, which gets the socket; empty when there is none. */
    Optional<Parting.Session> hand(String port) {
        InetSocketAddress to = target;
        if (to == null || !(upstream instanceof UnixChannel from) || !from.isActive()) {
            return Optional.empty();
        }
        from.config().setAutoRead(false);
        handed = true;
        last = System.nanoTime();
        return Optional.of(new Parting.Session(port, client, to, from.fd()));
    }

    void takeBack() {
        Channel from = upstream;
        if (handed && from != null) {
            handed = false;
            from.config().setAutoRead(true);
        }
    }

    /** Keeps places among those that its client, or its app, may have at once. */
    void hold(List<Permit> taken) {
        places = taken;
    }

    void close() {
        places.forEach(Permit::release);
        places = List.of();
        Channel to = upstream;
        if (to != null) {
            to.close();
        }
    }
}
