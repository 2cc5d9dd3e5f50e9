package dev.sampan.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers the control plane over a Unix socket: one JSON object a line in each direction. `{"command":"reload"}` reads
 * the table again and answers its generation once every worker uses it, `{"command":"stats"}` answers the counts.
 */
final class ControlServer implements AutoCloseable {

    private static final int MAX_LINE = 4096;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Router router;
    private final RouterFiles files;
    private final String id;
    private final Path socket;
    private final ServerSocketChannel listener;

    /**
     * Opens the socket; nobody is told of it yet.
     *
     * @param id that no other router has
     * @throws IOException when it cannot be opened
     */
    ControlServer(RouterFiles files, String id, Router router) throws IOException {
        this.router = router;
        this.files = files;
        this.id = id;
        this.socket = files.controlSocket(id);
        Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    }

    /**
     * Refuses to go on when another router serves.
     *
     * @param advice what to do, a sentence
     * @throws IOException with the reason
     */
    static void refuseWhenAnswered(RouterFiles files, String advice) throws IOException {
        if (answers(files.controlLink())) {
            throw new IOException(
                    "another router already serves '%s'. %s"
                            .formatted(files.controlLink(), advice));
        }
    }

    /** Removes the sockets of routers that were killed. */
    static void sweep(RouterFiles files) throws IOException {
        for (String router : files.routers()) {
            if (!answers(files.controlSocket(router))) {
                Files.deleteIfExists(files.controlSocket(router));
                Files.deleteIfExists(files.handoverSocket(router));
            }
        }
    }

    private static boolean answers(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false; // left behind by a router that was killed
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("control").start(this::acceptAll);
    }

    /** Makes this router the one that takes connections, in the eyes of all others. */
    void becomeCurrent() throws IOException {
        Path link = files.controlLink();
        Path fresh = link.resolveSibling(link.getFileName() + "." + id + ".new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, socket.getFileName());
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel peer = listener.accept();
                Thread.ofVirtual().name("control-peer").start(() -> serve(peer));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // As when there are no file descriptors left, of which there will be some again.
                RouterLog.warnSometimes(
                        "Control socket '%s' cannot accept: %s".formatted(socket, e));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel peer) {
        try (peer;
                OutputStream out = Channels.newOutputStream(peer);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(peer), StandardCharsets.UTF_8),
                                MAX_LINE)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                byte[] answer = Json.write(answer(line));
                byte[] bytes = java.util.Arrays.copyOf(answer, answer.length + 1);
                bytes[answer.length] = '\n';
                out.write(bytes);
            }
        } catch (IOException e) {
            RouterLog.warn("A peer of control socket '%s' left: %s".formatted(socket, e));
        }
    }

    private Map<String, ?> answer(String line) {
        try {
            String command = Json.text(Json.read(line.getBytes(StandardCharsets.UTF_8)), "command");
            return switch (command) {
                case "reload" -> reload();
                case "stats" -> router.stats().toMap();
                default -> Map.of("error", "Unknown command '%s'".formatted(command));
            };
        } catch (InvalidRouteTableException e) {
            RouterLog.warn(String.valueOf(e.getMessage()));
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }

    private Map<String, ?> reload() {
        long generation = router.reload();
        RouterLog.info("Route table of generation %d in use".formatted(generation));
        return Map.of("generation", generation);
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
            if (files.current().equals(Optional.of(id))) {
                Files.deleteIfExists(files.controlLink());
            }
        } catch (IOException e) {
            RouterLog.warn("Control socket '%s' cannot be removed: %s".formatted(socket, e));
        }
    }
}
