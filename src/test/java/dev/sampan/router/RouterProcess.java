package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A router in a process of its own, with little memory. */
final class RouterProcess implements AutoCloseable {

    private static final int CONNECT_MILLIS = 20_000;

    private final Path home;
    private final Process process;
    private final int port;

    RouterProcess(Path home, String heap, String direct, String... more) throws IOException {
        this.home = home;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:MaxDirectMemorySize=" + direct,
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RouterMain.class.getName(),
                                "--port",
                                String.valueOf(port),
                                "--https-port",
                                "0",
                                "--listen",
                                "127.0.0.1",
                                "--home",
                                home.toString()));
        command.addAll(List.of(more));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("out.log").toFile())
                        .start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String log() throws IOException {
        return Files.readString(home.resolve("out.log"));
    }

    RouterStats stats() {
        return new RouterControl(home).stats();
    }

    void awaitStart() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Socket socket = connect("127.0.0.1")) {
                if (socket.getLocalPort() != port) {
                    return;
                }
                // Where nobody listens, a socket that is given the very port it connects to meets
                // itself.
            } catch (ConnectException e) {
                assertThat(System.nanoTime()).as("router listens").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Connects from one of this machine's own addresses, each of which has its own ports. */
    Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        socket.setSoTimeout(CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The same without a time-out, for who connects thousands of times. */
    SocketChannel open(String from) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
        channel.bind(new InetSocketAddress(from, 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    @Override
    public void close() {
        assertThat(process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join())
                .isNotNull();
    }
}
