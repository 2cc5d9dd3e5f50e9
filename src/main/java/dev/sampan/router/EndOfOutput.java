package dev.sampan.router;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends a connection to a client without a reset that could take its last answer along (RFC 9112 section 9.6). */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class EndOfOutput {

    private EndOfOutput() {}

    /** Sends the end of the stream behind all that was written; the client's end is still to come. */
    static void afterWrites(ChannelHandlerContext context) {
        SocketChannel channel = (SocketChannel) context.channel();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                shutdown(channel);
                            } else {
                                channel.close();
                            }
                        });
    }

    /** With TLS, a word of the end goes before it (RFC 8446 section 6.1). */
    private static void shutdown(SocketChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    /**
     * Breaks a connection off in an answer that is not complete.
     *
     * @param byReset whether the answer ends with its connection, so that only a reset tells
     */
    static void missing(ChannelHandlerContext context, boolean byReset) {
        SocketChannel channel = (SocketChannel) context.channel();
        if (byReset) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close(); // without the word of the end, which would make the answer look complete
        }
    }
}
