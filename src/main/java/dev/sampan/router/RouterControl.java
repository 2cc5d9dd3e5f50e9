package dev.sampan.router;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The control plane's side of the router's control socket. */
public final class RouterControl {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;

    private final Path socket;

    /** Talks to the router of a home folder, as in SAMPAN_HOME. */
    public RouterControl(Path home) {
        this.socket = RouterFiles.of(home).controlSocket();
    }

    /** Reads the counts; a RouterUnavailableException says that no router answers. */
    public RouterStats stats() {
        return RouterStats.from(ask("stats", ANSWER));
    }

    /**
     * Waits until no request uses a target that has left the table, or was never in it.
     *
     * @return false when some still do after the time given
     * @throws RouterUnavailableException when no router answers; its requests ended with it then
     */
    public boolean awaitDrained(Target target, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (stats().target(target).inFlight() > 0) {
            if (System.nanoTime() >= end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    long reload(Duration limit) {
        return Json.number(ask("reload", limit), "generation");
    }

    private Map<String, Object> ask(String command, Duration limit) {
        byte[] line = Json.write(Map.of("command", command));
        Map<String, Object> answer;
        try {
            answer = Json.read(exchange(line, System.nanoTime() + limit.toNanos()));
        } catch (IOException | InvalidRouteTableException e) {
            throw new RouterUnavailableException(
                    "The router does not answer on '%s': %s".formatted(socket, e.getMessage()), e);
        }
        if (answer.get("error") instanceof String error) {
            throw new RouterUnavailableException("The router refused: " + error);
        }
        return answer;
    }

    private byte[] exchange(byte[] line, long end) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            ByteBuffer request = ByteBuffer.allocate(line.length + 1);
            request.put(line).put((byte) '\n').flip();
            while (request.hasRemaining()) {
                channel.write(request);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IOException("no answer in time");
                }
                selector.select(left);
                selector.selectedKeys().clear();
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    throw new IOException("the connection was closed");
                }
                answer.write(buffer.array(), 0, count);
                if (count > 0 && buffer.array()[count - 1] == '\n') {
                    return answer.toByteArray();
                }
            }
        }
    }
}
