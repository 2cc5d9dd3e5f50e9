package dev.sampan.router;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;

/** Ends a connection to a client without a reset that could take its last answer along (RFC 9112 section 9.6). */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class EndOfOutput {

    private EndOfOutput() {}

    /** Sends the end of the stream behind all that was written; the client's end is still to come. */
    static void afterWrites(ChannelHandlerContext context) {
        EpollSocketChannel channel = (EpollSocketChannel) context.channel();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                channel.shutdownOutput();
                            } else {
                                channel.close();
                            }
                        });
    }
}
