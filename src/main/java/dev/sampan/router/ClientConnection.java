package dev.sampan.router;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** A connection that a client opened, as its worker sees it, whatever is spoken on it. */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to do
abstract class ClientConnection extends ChannelInboundHandlerAdapter {

    private int slot = -1;
    private boolean refused;

    /** Ends what waited for longer than it may; called several times a second. */
    abstract void checkDeadline(long now);

    /** Takes no request after those that the client sends before it knows of the end. */
    abstract void retire();

    /** Takes no new request, and ends as soon as none is left. */
    abstract void drain();

    /** Ends at once. */
    abstract void terminate();

    /** Ends it, too, when its app's side failed; a connection that broke, or bytes that are no TLS, are nobody's fault here. */
    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            RouterLog.error("Connection " + ctx.channel() + " failed", cause);
        }
        ctx.close();
    }

    /** Lets more of what the client sends be read, or nothing. */
    static void setReading(ChannelHandlerContext ctx, boolean wanted) {
        if (ctx.channel().config().isAutoRead() != wanted) {
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    /** Where the worker keeps this connection in its list; -1 when it does not. */
    final int slot() {
        return slot;
    }

    /** Whether it is only told to come again. */
    final boolean isRefused() {
        return refused;
    }

    final void setRefused() {
        refused = true;
    }

    final void setSlot(int newSlot) {
        slot = newSlot;
    }
}
