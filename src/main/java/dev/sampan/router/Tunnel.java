package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;

/** Two connections joined after a 101: bytes go both ways as they are, each side no faster than the other takes them. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Tunnel {

    private final ClientConnection client;
    private final Exchange exchange;
    private final Channel clientChannel;
    private final Channel upstreamChannel;
    private final Duration idle;
    private boolean closed;

    Tunnel(
            ClientConnection client,
            Exchange exchange,
            ChannelHandlerContext upstream,
            Duration idle) {
        this.client = client;
        this.exchange = exchange;
        this.clientChannel = client.context().channel();
        this.upstreamChannel = upstream.channel();
        this.idle = idle;
    }

    /** Joins the two, beginning with what the app sent after its 101. */
    void open(UpstreamConnection upstream, ByteBuf rest) {
        ByteBuf early = client.releaseToTunnel();
        clientChannel.pipeline().replace(client, null, new End(upstreamChannel, true));
        upstreamChannel.pipeline().replace(upstream, null, new End(clientChannel, false));
        client.expectWithin(idle);
        clientChannel.writeAndFlush(rest, clientChannel.voidPromise());
        if (early != null) {
            upstreamChannel.writeAndFlush(early, upstreamChannel.voidPromise());
        }
        clientChannel.config().setAutoRead(upstreamChannel.isWritable());
        upstreamChannel.config().setAutoRead(clientChannel.isWritable());
        if (!clientChannel.isActive() || !upstreamChannel.isActive()) {
            close();
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            exchange.tunnelClosed();
            client.gone();
            closeAfterWrites(clientChannel);
            closeAfterWrites(upstreamChannel);
        }
    }

    private static void closeAfterWrites(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** One end of the tunnel. */
    private final class End extends ChannelInboundHandlerAdapter {

        private final Channel peer;
        private final boolean atClient;

        End(Channel peer, boolean atClient) {
            this.peer = peer;
            this.atClient = atClient;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            int size = bytes.readableBytes();
            exchange.tunnelled(atClient ? size : 0, atClient ? 0 : size);
            client.expectWithin(idle);
            peer.write(bytes, peer.voidPromise());
            if (!peer.isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            peer.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            peer.config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                RouterLog.error("A tunnel failed", cause);
            }
            ctx.close();
        }
    }
}
