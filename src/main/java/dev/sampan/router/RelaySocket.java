package dev.sampan.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;

/** How a relay of TCP reaches an app: it reads nothing before it is told to, and each direction ends by itself. */
final class RelaySocket {

    private RelaySocket() {}

    static Bootstrap of(EventLoop loop, Duration connect, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(Transport.of(loop)::newSocket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Router.WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connect.toMillis()))
                .disableResolver()
                .handler(handler);
    }
}
