package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One check of a target, on a connection of its own. Of the answer, the status is read and nothing else. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class TargetProbe extends SimpleChannelInboundHandler<ByteBuf> {

    /** As long as `HTTP/1.1 200`. */
    private static final int STATUS_LINE = 12;

    private final TargetCheck check;
    private final boolean http;
    private final Consumer<@Nullable String> result;
    private final StringBuilder line = new StringBuilder();
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ChannelHandlerContext context;
    private boolean ended;

    private TargetProbe(TargetCheck check, boolean http, Consumer<@Nullable String> result) {
        this.check = check;
        this.http = http;
        this.result = result;
    }

    /**
     * Asks a target.
     *
     * @param result takes what is wrong with it, on the event loop; null when it is well
     */
    static void run(
            EventLoop loop, Target target, TargetCheck check, Consumer<@Nullable String> result) {
        boolean http = check.kind() == TargetCheck.Kind.HTTP && !target.http2();
        int millis = Math.toIntExact(check.timeout().toMillis());
        TargetProbe probe = new TargetProbe(check, http, result);
        AppSocket.of(loop, check.timeout(), probe)
                .connect(target.socketAddress())
                .addListener(
                        done -> {
                            Throwable cause = done.cause();
                            if (cause != null) {
                                TargetPool.onLoop(loop, () -> probe.end(null, refused(cause)));
                            }
                        });
        TargetPool.onLoop(loop, () -> probe.expectWithin(loop, millis));
    }

    private static String refused(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no connection in time";
        }
        return cause instanceof ConnectException
                ? "nobody listens"
                : "no connection: " + cause.getClass().getSimpleName();
    }

    private void expectWithin(EventLoop loop, int millis) {
        if (!ended) {
            deadline =
                    loop.schedule(
                            () -> end(context, "no answer in time"), millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (ended) {
            ctx.close();
        } else if (http) {
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: sampan-check\r\nAccept: */*\r\nConnection: close\r\n\r\n"
                            .formatted(check.path(), check.host());
            ctx.writeAndFlush(
                    ctx.alloc().buffer(request.length()).writeBytes(Ascii.bytes(request)));
        } else {
            end(ctx, null);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (line.length() < STATUS_LINE && bytes.isReadable()) {
            line.append((char) bytes.readUnsignedByte());
        }
        if (line.length() == STATUS_LINE) {
            end(ctx, judge(line.toString()));
        }
    }

    /** What is wrong with the beginning of an answer; null when it is good. */
    static @Nullable String judge(String line) {
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d")) {
            return "no answer of HTTP";
        }
        int status = Integer.parseInt(line.substring(STATUS_LINE - 3));
        return status >= 200 && status <= 399 ? null : "status " + status;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(ctx, "the connection was closed without an answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, "the connection broke");
    }

    private void end(@Nullable ChannelHandlerContext ctx, @Nullable String failure) {
        if (ctx != null) {
            ctx.close();
        }
        if (ended) {
            return;
        }
        ended = true;
        ScheduledFuture<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
        result.accept(failure);
    }
}
