package dev.sampan;

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

/** A router that passes nothing on: it takes every table, and has counted what it is told to have. */
public final class FakeRouter implements AutoCloseable {

    private final ServerSocketChannel listener;
    private volatile String shares = "{}";
    private volatile String out = "{}";

    /** Answers on the control socket of a home folder. */
    public FakeRouter(Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve("router"));
        Path socket = folder.resolve("control.sock");
        Files.deleteIfExists(socket);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().name("fake-router").start(this::answerAll);
    }

    /** The counts of shares: `{"shop":{"v2":{"requests":100,"errors":6}}}`. */
    public void count(String json) {
        shares = json;
    }

    /** The targets that are out, and why: `{"10.0.0.2:5000":"status 500"}`. */
    public void takeOut(String json) {
        out = json;
    }

    private void answerAll() {
        while (listener.isOpen()) {
            try (SocketChannel peer = listener.accept();
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            Channels.newInputStream(peer),
                                            StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    peer.write(
                            ByteBuffer.wrap(
                                    (answer(line) + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            } catch (IOException e) {
                if (!listener.isOpen()) {
                    return;
                }
            }
        }
    }

    private String answer(String line) {
        if (line.contains("reload")) {
            return "{\"generation\":9000000000}";
        }
        return "{\"generation\":1,\"pid\":1,\"connections\":0,\"unknownHosts\":0,\"refused\":0,"
                + "\"routes\":{},\"targets\":{},\"shares\":%s,\"out\":%s}".formatted(shares, out);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
