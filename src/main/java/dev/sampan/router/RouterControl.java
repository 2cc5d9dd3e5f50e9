package dev.sampan.router;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The control plane's side of the routers' control sockets. Routers that retire route by the table, too, and have requests
 * in flight, so all are asked.
 */
public final class RouterControl {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;

    private final RouterFiles files;

    /** Talks to the router of a home folder, as in SAMPAN_HOME. */
    public RouterControl(Path home) {
        this.files = RouterFiles.of(home);
    }

    /**
     * Reads the counts of all routers together; a RouterUnavailableException says that none answers, or one not in time.
     */
    public RouterStats stats() {
        List<RouterStats> parts = askAll("stats", ANSWER).stream().map(RouterStats::from).toList();
        RouterStats sum = parts.getLast();
        for (RouterStats part : parts.subList(0, parts.size() - 1)) {
            sum = sum.plus(part);
        }
        return sum;
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

    /** Has all routers read the table, those that retire first, since they let go of ports that the last one opens. */
    long reload(Duration limit) {
        return askAll("reload", limit).stream()
                .mapToLong(answer -> Json.number(answer, "generation"))
                .min()
                .orElseThrow();
    }

    /**
     * The answers of all routers that are there, that of the one that takes connections last. One that ended or was killed
     * is passed over: its requests ended with it, and its successor reads the table when it starts.
     */
    private List<Map<String, Object>> askAll(String command, Duration limit) {
        Path current = files.current().map(files::controlSocket).orElse(files.controlLink());
        List<Path> sockets = new ArrayList<>();
        for (String router : files.routers()) {
            sockets.add(files.controlSocket(router));
        }
        sockets.remove(current);
        sockets.add(current);
        List<Map<String, Object>> answers = new ArrayList<>();
        GoneException gone = null;
        for (Path socket : sockets) {
            try {
                answers.add(ask(socket, command, limit));
            } catch (GoneException e) {
                gone = e;
            }
        }
        if (answers.isEmpty() && gone != null) {
            throw new RouterUnavailableException(String.valueOf(gone.getMessage()), gone);
        }
        return answers;
    }

    private static Map<String, Object> ask(Path socket, String command, Duration limit)
            throws GoneException {
        byte[] line = Json.write(Map.of("command", command));
        Map<String, Object> answer;
        try {
            answer = Json.read(exchange(socket, line, System.nanoTime() + limit.toNanos()));
        } catch (InterruptedIOException | InvalidRouteTableException e) {
            throw new RouterUnavailableException(unanswered(socket, e), e);
        } catch (IOException e) {
            throw new GoneException(unanswered(socket, e), e);
        }
        if (answer.get("error") instanceof String error) {
            throw new RouterUnavailableException("The router refused: " + error);
        }
        return answer;
    }

    private static String unanswered(Path socket, Exception e) {
        return "The router does not answer on '%s': %s".formatted(socket, e.getMessage());
    }

    private static byte[] exchange(Path socket, byte[] line, long end) throws IOException {
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
                    throw new InterruptedIOException("no answer in time");
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

    /** There is no router at a socket, or not any more. */
    private static final class GoneException extends Exception {

        private static final long serialVersionUID = 1;

        GoneException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
