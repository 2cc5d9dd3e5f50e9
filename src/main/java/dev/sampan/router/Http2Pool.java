package dev.sampan.router;

import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One worker's connections to one target that speaks HTTP/2; exchanges share them. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class Http2Pool {

    private final Worker worker;
    private final String name;
    private final Function<Http2Upstream, ChannelFuture> connect;
    private final List<Http2Upstream> connections = new ArrayList<>();

    Http2Pool(Worker worker, String name, Function<Http2Upstream, ChannelFuture> connect) {
        this.worker = worker;
        this.name = name;
        this.connect = connect;
    }

    String name() {
        return name;
    }

    /**
     * Gives the exchange a stream of a connection that has one left, else of a new one.
     *
     * @param fresh whether it has to be a new one; all that a connection refused together share the next
     */
    void serve(Exchange exchange, boolean fresh) {
        for (Http2Upstream connection : connections) {
            if ((!fresh || connection.isOpening()) && connection.takesMore()) {
                connection.serve(exchange);
                return;
            }
        }
        Http2Upstream opened = new Http2Upstream(worker, this);
        connections.add(opened);
        opened.serve(exchange);
        connect.apply(opened)
                .addListener(
                        done -> {
                            Throwable cause = done.cause();
                            if (cause != null) {
                                TargetPool.onLoop(worker.loop(), () -> failed(opened, cause));
                            }
                        });
    }

    private void failed(Http2Upstream connection, Throwable cause) {
        connections.remove(connection);
        connection.connectFailed(cause);
    }

    void remove(Http2Upstream connection) {
        connections.remove(connection);
    }

    void checkDeadlines(long now) {
        List.copyOf(connections).forEach(connection -> connection.checkDeadlines(now));
    }

    /** The target left the table: running exchanges end, and nothing else begins. */
    void retire() {
        List<Http2Upstream> left = List.copyOf(connections);
        connections.clear();
        left.forEach(Http2Upstream::retire);
    }

    void warn(String reason) {
        RouterLog.warnSometimes("Answer of '%s' refused: %s".formatted(name, reason));
    }
}
