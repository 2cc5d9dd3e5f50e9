package dev.sampan.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.certificate.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority for tests, and a DNS in which every name is this machine. */
final class Pebble implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final int port = freePort();
    private final int dnsManagement = freePort();

    /**
     * Starts both.
     *
     * @param httpPort where challenges by HTTP are asked
     * @param tlsPort where challenges by TLS are asked
     */
    Pebble(Path folder, int httpPort, int tlsPort) throws Exception {
        this.folder = Files.createDirectories(folder);
        int dns = freePort();
        int management = freePort();
        String own =
                new String(
                        SelfSigned.of(List.of("localhost"), Duration.ofDays(1)).toPem(),
                        StandardCharsets.US_ASCII);
        Files.writeString(root(), own.substring(own.indexOf("-----BEGIN CERTIFICATE")));
        Files.writeString(folder.resolve("key.pem"), own);
        Files.writeString(
                folder.resolve("pebble.json"),
                """
                {"pebble": {
                  "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s", "privateKey": "%s",
                  "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false
                }}
                """
                        .formatted(
                                port,
                                management,
                                root(),
                                folder.resolve("key.pem"),
                                httpPort,
                                tlsPort));
        start(
                "pebble-challtestsrv",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-dns01",
                "127.0.0.1:" + dns,
                "-management",
                "127.0.0.1:" + dnsManagement);
        await(dnsManagement);
        start(
                "pebble",
                "-config",
                folder.resolve("pebble.json").toString(),
                "-dnsserver",
                "127.0.0.1:" + dns);
        await(port);
    }

    private void start(String... argv) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(argv[0] + ".log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        processes.add(builder.start());
    }

    private void await(int wanted) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), wanted)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("port %d answers", wanted).isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** What its clients have to trust. */
    Path root() {
        return folder.resolve("pebble.pem");
    }

    String directory() {
        return "https://localhost:%d/dir".formatted(port);
    }

    /** A program that sets and removes TXT records in the DNS. */
    Path hook() throws IOException {
        Path hook = folder.resolve("hook");
        Files.writeString(
                hook,
                """
                #!/bin/sh
                case $1 in
                    present) exec curl -sf -m 10 -d "{\\"host\\":\\"$2.\\",\\"value\\":\\"$3\\"}" http://127.0.0.1:%d/set-txt ;;
                    cleanup) exec curl -sf -m 10 -d "{\\"host\\":\\"$2.\\"}" http://127.0.0.1:%d/clear-txt ;;
                esac
                """
                        .formatted(dnsManagement, dnsManagement));
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        return hook;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }
}
