package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Answers a home's control socket in a router's place: always with the same counts of one route, and to nothing else. */
public final class CountingRouter implements AutoCloseable {

    private final Path socket;
    private final ServerSocketChannel listener;
    private final byte[] answer;

    /** Tells of 100 requests of a route: 3 failed, 2 aborted, 1 running, and 95 that took from 1.92 to 2.05 ms. */
    public CountingRouter(Path home, String route) throws IOException {
        RouterFiles files = RouterFiles.of(home);
        Files.createDirectories(files.folder());
        socket = files.controlSocket("1");
        Files.deleteIfExists(socket);
        Files.deleteIfExists(files.controlLink());
        Files.createSymbolicLink(files.controlLink(), socket.getFileName());
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        RouteTotals totals = new RouteTotals(100, 3, 2, 1, Latencies.from(Map.of("40", 95L)));
        RouterStats stats =
                new RouterStats(1, 1, 1, 0, 0, Map.of(route, totals), Map.of(), Map.of(), Map.of());
        answer = Json.write(stats.toMap());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel peer = listener.accept()) {
                answer(peer);
            } catch (IOException e) {
                assertThat(e).isNotNull(); // closed, or the peer left
            }
        }
    }

    private void answer(SocketChannel peer) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(peer), StandardCharsets.UTF_8));
        String line = in.readLine();
        boolean known = line != null && line.contains("\"stats\"");
        peer.write(ByteBuffer.wrap(known ? answer : Ascii.bytes("{\"error\":\"no\"}")));
        peer.write(ByteBuffer.wrap(Ascii.bytes("\n")));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket);
    }
}
