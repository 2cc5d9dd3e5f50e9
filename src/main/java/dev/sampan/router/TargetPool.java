package dev.sampan.router;

import dev.sampan.unit.RequestRate;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One worker's connections to one target, and how many requests it has there. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class TargetPool {

    private static final int MAX_IDLE = 256;

    /**
     * The end that comes first holds a port for a minute (RFC 9293, section 3.6.1), and there are 28,000 for each target. An app
     * that sees an end may still read what was sent, so a few are left to it.
     */
    private static final RequestRate ENDS = new RequestRate(1000, Duration.ofMinutes(1), 1000);

    private final Worker worker;
    private final Target target;
    private final InetSocketAddress address;
    private final String name;
    private final ArrayDeque<Http1Upstream> idle = new ArrayDeque<>();
    private final TargetHealth health = new TargetHealth();
    private final Http2Pool http2;
    private final RateBucket ends = new RateBucket(System.nanoTime());
    private TargetState state = new TargetState();
    private boolean retired;
    private int inFlight;
    private long requests;
    private long failed;

    TargetPool(Worker worker, Target target) {
        this.worker = worker;
        this.target = target;
        this.address = target.socketAddress();
        this.name = target.toString();
        this.http2 =
                new Http2Pool(
                        worker, name, connection -> open(connection, worker.settings().connect()));
    }

    String name() {
        return name;
    }

    boolean http2() {
        return target.http2();
    }

    int inFlight() {
        return inFlight;
    }

    Target target() {
        return target;
    }

    boolean isRetired() {
        return retired;
    }

    /** Lets what its checks come to count from now on. */
    void follow(TargetState checked) {
        state = checked;
    }

    /** Whether it does not pass its checks. */
    boolean isOut() {
        return state.isOut();
    }

    /** Whether its checks or its last requests failed, so that others shall get the next ones. */
    boolean isEjected() {
        return state.isOut() || (health.mayBeEjected() && health.isEjected(System.nanoTime()));
    }

    /** Notes whether a request, or the try to send one, says that the target is well. */
    void noteHealth(boolean well) {
        if (well) {
            health.succeeded();
        } else {
            health.failed(System.nanoTime());
        }
    }

    TargetTotals totals() {
        return new TargetTotals(requests, failed, inFlight);
    }

    void requestStarted() {
        inFlight++;
    }

    void requestEnded(boolean success) {
        inFlight--;
        requests++;
        failed += success ? 0 : 1;
        if (retired && inFlight == 0) {
            worker.forget(target, this);
        }
    }

    /**
     * Gives the exchange the connection that was used last, else a new one; it is told of success or failure on this
     * event loop.
     *
     * @param fresh whether it has to be a new one
     */
    void serve(Exchange exchange, boolean fresh) {
        if (target.http2()) {
            http2.serve(exchange, fresh);
            return;
        }
        Http1Upstream ready = fresh ? null : takeIdle();
        if (ready == null) {
            connect(exchange);
        } else {
            exchange.connected(ready);
        }
    }

    private @Nullable Http1Upstream takeIdle() {
        Http1Upstream connection = idle.pollLast();
        while (connection != null && !connection.usable()) {
            connection.close();
            connection = idle.pollLast();
        }
        return connection;
    }

    private void connect(Exchange exchange) {
        Http1Upstream connection = new Http1Upstream(worker, this);
        open(connection, exchange.connectTimeout())
                .addListener(
                        done -> {
                            Throwable cause = done.cause();
                            if (cause == null) {
                                exchange.connected(connection);
                            } else {
                                onLoop(worker.loop(), () -> exchange.connectFailed(cause));
                            }
                        });
    }

    /** Without a descriptor there is no socket, and so no event loop on which a failure would be told. */
    static void onLoop(EventLoop loop, Runnable told) {
        if (loop.inEventLoop()) {
            told.run();
        } else {
            loop.execute(told);
        }
    }

    private ChannelFuture open(ChannelHandler connection, Duration timeout) {
        ChannelHandler first =
                new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(connection);
                    }
                };
        return AppSocket.of(worker.loop(), timeout, first)
                .option(ChannelOption.AUTO_CLOSE, false)
                .connect(address);
    }

    /** Takes back a connection whose answer is complete. */
    void giveBack(Http1Upstream connection) {
        if (retired || worker.isDraining() || idle.size() >= MAX_IDLE || !connection.usable()) {
            connection.close();
            return;
        }
        connection.becomeIdle();
        idle.addLast(connection);
    }

    /** Counts a connection that the router ends before its answer has; true when there are too many of them. */
    boolean breaksOffOften() {
        return ends.take(ENDS, System.nanoTime()) > 0;
    }

    void remove(Http1Upstream connection) {
        idle.remove(connection);
    }

    void closeExpired(long now) {
        http2.checkDeadlines(now);
        idle.removeIf(
                connection -> {
                    boolean expired = connection.idleSince(now);
                    if (expired) {
                        connection.closeIdle();
                    }
                    return expired;
                });
    }

    /** Follows the route table: a target that left it keeps its running requests and nothing else. */
    void setRetired(boolean left) {
        retired = left;
        if (left) {
            http2.retire();
            Http1Upstream connection = idle.pollLast();
            while (connection != null) {
                connection.closeIdle();
                connection = idle.pollLast();
            }
        }
    }
}
