package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One client's TCP connection to an app that is no web app: bytes go both ways as they are, each side no faster than the
 * other takes them, and the end of one direction is passed on without ending the other.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class TcpRelay extends ClientConnection {

    private static final int MAX_ATTEMPTS = 3;

    private final Worker worker;
    private final String routeName;
    private final PortMap map;
    private @Nullable SocketChannel client;
    private @Nullable Channel upstream;

    /** What the client sent before there was a connection to the app, as when it sends and ends at once. */
    private final ReceivedBytes early = new ReceivedBytes();

    private @Nullable TargetPool pool;
    private @Nullable WorkerRoute route;
    private @Nullable Permit permit;
    private int attempts;
    private boolean connected;
    private boolean failed;
    private boolean closed;
    private boolean clientEnded;
    private boolean appEnded;
    private boolean moved; // since the last look at the time
    private long quietSince = System.nanoTime();
    private final OutputWatch output = new OutputWatch();

    TcpRelay(Worker worker, String routeName, PortMap map) {
        this.worker = worker;
        this.routeName = routeName;
        this.map = map;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    /** Begins to pass a connection on, which is open and reads nothing yet. */
    void begin(ChannelHandlerContext ctx) {
        client = (SocketChannel) ctx.channel();
        WorkerRoute found = worker.named(routeName);
        if (found == null || !worker.add(this)) {
            closed = true;
            ctx.close();
            return;
        }
        ClientAddress from = ClientAddress.of(client);
        if (from == null || !found.admits(from.address(), taken -> permit = taken)) {
            ctx.close();
            return;
        }
        route = found;
        found.requestStarted();
        if (worker.room().isFull(System.nanoTime())) {
            fail();
            return;
        }
        connect(found, null);
    }

    private void connect(WorkerRoute from, @Nullable TargetPool avoided) {
        TargetPool chosen = from.choose(avoided);
        if (chosen == null) {
            fail();
            return;
        }
        attempts++;
        pool = chosen;
        chosen.requestStarted();
        moved = true;
        AppSocket.of(worker.loop(), from.connectTimeout(), new AppEnd())
                .option(ChannelOption.AUTO_READ, false) // before it is told to
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .connect(new Target(chosen.target().address(), map.targetPort()).socketAddress())
                .addListener(
                        (ChannelFutureListener)
                                done ->
                                        TargetPool.onLoop(
                                                worker.loop(),
                                                () -> connectEnded(done.channel(), done.cause())));
    }

    private void connectEnded(Channel channel, @Nullable Throwable cause) {
        if (closed) {
            channel.close();
        } else if (cause == null) {
            join(channel);
        } else {
            TargetPool unreachable = leaveTarget(false);
            WorkerRoute from = worker.named(routeName);
            if (from == null || attempts >= MAX_ATTEMPTS) {
                fail();
            } else {
                connect(from, unreachable);
            }
        }
    }

    private void join(Channel channel) {
        SocketChannel from = client;
        if (from == null) {
            channel.close();
            return;
        }
        upstream = channel;
        connected = true;
        ClientAddress address = ClientAddress.of(from);
        if (map.header() != PortMap.ProxyHeader.NONE && address != null) {
            channel.writeAndFlush(
                    ProxyHeaderWriter.write(map.header(), address), channel.voidPromise());
        }
        ByteBuf waiting = early.take();
        if (waiting != null) {
            channel.writeAndFlush(waiting, channel.voidPromise());
        }
        if (clientEnded) {
            shutDownOutput(channel);
        }
        channel.config().setAutoRead(from.isWritable());
        from.config().setAutoRead(channel.isWritable());
    }

    private void fail() {
        failed = true;
        SocketChannel from = client;
        if (from != null) {
            from.config().setOption(ChannelOption.SO_LINGER, 0);
            from.close();
        }
    }

    private @Nullable TargetPool leaveTarget(boolean success) {
        TargetPool left = pool;
        pool = null;
        if (left != null) {
            left.requestEnded(success);
            left.noteHealth(success);
            WorkerRoute at = route;
            if (at != null) {
                at.countShare(left, !success);
            }
        }
        return left;
    }

    // ---- the client's end

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (upstream == null && !closed) {
            early.add(ctx.alloc(), (ByteBuf) message);
        } else {
            pass((ByteBuf) message, ctx.channel(), upstream);
        }
    }

    private void pass(ByteBuf bytes, Channel from, @Nullable Channel to) {
        if (to == null || closed) {
            bytes.release();
            return;
        }
        moved = true;
        to.write(bytes, to.voidPromise());
        if (!to.isWritable()) {
            from.config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(upstream);
    }

    private void flush(@Nullable Channel channel) {
        if (channel != null) {
            worker.flushes().add(channel);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Channel other = upstream;
        if (other != null) {
            other.config().setAutoRead(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            clientEnded = true;
            directionEnded(upstream);
        }
    }

    /** One side has said all it had to say; the other is told, and both end when both have. */
    private void directionEnded(@Nullable Channel to) {
        if (clientEnded && appEnded) {
            close();
        } else if (to != null) {
            moved = true;
            shutDownOutput(to);
        }
    }

    private static void shutDownOutput(Channel to) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> ((DuplexChannel) to).shutdownOutput());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
    }

    /** An end is closed. Until the other one is, too, it may have to take what is on its way to it, and is watched. */
    private void ended() {
        close();
        if (!isOpen(client) && !isOpen(upstream)) {
            worker.remove(this);
        }
    }

    private static boolean isOpen(@Nullable Channel channel) {
        return channel != null && channel.isOpen();
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        early.release();
        Permit place = permit;
        permit = null;
        if (place != null) {
            place.release();
        }
        leaveTarget(!failed);
        WorkerRoute on = route;
        if (on != null) {
            on.requestEnded(failed, false);
        }
        closeAfterWrites(client);
        closeAfterWrites(upstream);
    }

    private static void closeAfterWrites(@Nullable Channel channel) {
        if (channel != null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // ---- time

    @Override
    void checkDeadline(long now) {
        if (closed && output.isTooSlow(now, worker, client, upstream)) {
            terminate();
        } else if (moved) {
            moved = false;
            quietSince = now;
        } else if (now - quietSince >= worker.settings().tunnelIdle().toNanos()) {
            terminate();
        }
    }

    @Override
    void retire() {}

    /** A connection has no end that the router could see coming, so it goes on until the time for draining is over. */
    @Override
    void drain() {
        if (!connected) {
            terminate();
        }
    }

    @Override
    void terminate() {
        if (client != null) {
            client.close();
        }
        if (closed && upstream != null) {
            upstream.close();
        }
    }

    /** The app's end. */
    private final class AppEnd extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            pass((ByteBuf) message, ctx.channel(), client);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            flush(client);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            SocketChannel from = client;
            if (from != null) {
                from.config().setAutoRead(ctx.channel().isWritable());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                appEnded = true;
                directionEnded(client);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            TcpRelay.this.exceptionCaught(ctx, cause);
        }
    }
}
