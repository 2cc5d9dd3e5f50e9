package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The socket to an app, as the kernel has it. */
class AppSocketTests {

    @Test
    void usesTheCongestionControlThatTakesNoTimeEachTime() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, Transport.EPOLL.newFactory());
        try (ServerSocket app = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) app.getLocalSocketAddress();
            for (int attempt : List.of(1, 2)) {
                Channel channel =
                        AppSocket.of(
                                        group.next(),
                                        Duration.ofSeconds(5),
                                        new ChannelInboundHandlerAdapter())
                                .connect(address)
                                .sync()
                                .channel();
                ByteBuffer used = channel.config().getOption(AppSocket.CONGESTION_CONTROL);
                assertThat(StandardCharsets.US_ASCII.decode(used).toString())
                        .as("connection %d", attempt)
                        .isEqualTo("reno");
                channel.close().sync();
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
