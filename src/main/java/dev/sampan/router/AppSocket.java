package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.time.Duration;

/** How the router reaches an app. */
final class AppSocket {

    /** TCP_CONGESTION of tcp(7). */
    static final RawUnixChannelOption CONGESTION_CONTROL =
            new RawUnixChannelOption("TCP_CONGESTION", 6, 13, 4);

    /**
     * The congestion control that every kernel has, and lets everybody use. There is no way to an app on which one that
     * measures and paces would find out something; it only takes time for each packet.
     */
    private static final ByteBuffer RENO =
            ByteBuffer.allocateDirect(4).put(Ascii.bytes("reno")).flip().asReadOnlyBuffer();

    private AppSocket() {}

    /**
     * Opens connections whose reads and ends a handler is told of.
     *
     * @param loop that they are used by
     */
    static Bootstrap of(EventLoop loop, Duration connect, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(Transport.of(loop)::newSocket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(CONGESTION_CONTROL, RENO.duplicate())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Router.WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connect.toMillis()))
                .disableResolver()
                .handler(handler);
    }
}
