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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Answers the control plane over a Unix socket: one JSON object a line in each direction. `{"command":"reload"}` reads
 * the table again and answers its generation once every worker uses it, `{"command":"stats"}` answers the counts.
 */
final class ControlServer implements AutoCloseable {

    private static final int MAX_LINE = 4096;

    private final Router router;
    private final Path socket;
    private final ServerSocketChannel listener;

    ControlServer(Path socket, Router router) throws IOException {
        this.router = router;
        this.socket = socket;
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        refuseWhenAnswered(address);
        Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(address);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    }

    private void refuseWhenAnswered(UnixDomainSocketAddress address) throws IOException {
        if (!Files.exists(socket)) {
            return;
        }
        boolean answered;
        try (SocketChannel probe = SocketChannel.open(address)) {
            answered = probe.isConnected();
        } catch (IOException e) {
            answered = false; // left behind by a router that was killed
        }
        if (answered) {
            throw new IOException("another router already serves '%s'".formatted(socket));
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("control").start(this::acceptAll);
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel peer = listener.accept();
                Thread.ofVirtual().name("control-peer").start(() -> serve(peer));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                RouterLog.warn("Control socket '%s' cannot accept: %s".formatted(socket, e));
                return;
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
        } catch (IOException e) {
            RouterLog.warn("Control socket '%s' cannot be removed: %s".formatted(socket, e));
        }
    }
}
