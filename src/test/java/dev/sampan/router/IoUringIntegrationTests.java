package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.certificate.SelfSigned;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router whose sockets are all those of io_uring. */
@Timeout(60)
class IoUringIntegrationTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String GET =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws Exception {
        origin = TestOrigin.ok();
        String before = System.setProperty(TestRouter.IO, "io_uring");
        try {
            router = new TestRouter(home, origin.target());
        } finally {
            if (before == null) {
                System.clearProperty(TestRouter.IO);
            } else {
                System.setProperty(TestRouter.IO, before);
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        router.close();
        origin.close();
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            return free.getLocalPort();
        }
    }

    private int open(PortMap.Kind kind, int target) throws Exception {
        int port = freePort();
        router.setPolicy(
                RoutePolicy.DEFAULT.withPorts(
                        List.of(new PortMap(kind, port, target, PortMap.ProxyHeader.NONE))));
        return port;
    }

    @Test
    void answersWithAndWithoutTls() throws Exception {
        byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
        Certificate own =
                new Certificate(
                        "own",
                        new CertificateFiles(home).store("own", pem),
                        List.of("app.test"),
                        Certificate.Use.SERVER);
        router.publisher().publish(table -> table.withCertificates(List.of(own)));

        assertThat(router.exchange(GET)).startsWith("HTTP/1.1 200 ").endsWith("ok");
        try (TlsClient client = TlsClient.connect(router.securePort(), "app.test", "http/1.1")) {
            client.send(GET);
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void passesLargeBodiesOnWithoutLoss() throws Exception {
        router.takeAnySize();
        int size = 8 << 20;
        origin.setScript(
                (head, in, out) -> {
                    byte[] body = in.readNBytes(size);
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
                                            .formatted(size)));
                    out.write(body);
                    return true;
                });
        byte[] body = new byte[size];
        new java.util.Random(7).nextBytes(body);
        try (Socket socket = router.connect()) {
            String head =
                    "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                            .formatted(size);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            assertThat(TestOrigin.head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void passesTcpOnWithTheEndOfOneDirection() throws Exception {
        try (ServerSocket app = new ServerSocket(0, 1, LOOPBACK)) {
            int port = open(PortMap.Kind.TCP, app.getLocalPort());
            try (Socket client = new Socket(LOOPBACK, port);
                    Socket served = app.accept()) {
                client.setSoTimeout(20_000);
                served.setSoTimeout(20_000);
                client.getOutputStream().write(Ascii.bytes("question"));
                client.shutdownOutput();
                assertThat(served.getInputStream().readAllBytes())
                        .isEqualTo(Ascii.bytes("question"));
                served.getOutputStream().write(Ascii.bytes("answer"));
                served.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(Ascii.bytes("answer"));
            }
        }
    }

    @Test
    void bringsDatagramsThereAndBack() throws Exception {
        try (DatagramSocket app = new DatagramSocket(0, LOOPBACK);
                DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            app.setSoTimeout(20_000);
            client.setSoTimeout(20_000);
            int port = open(PortMap.Kind.UDP, app.getLocalPort());
            client.send(new DatagramPacket(Ascii.bytes("ping"), 4, LOOPBACK, port));
            DatagramPacket packet = new DatagramPacket(new byte[64], 64);
            app.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo("ping");
            app.send(new DatagramPacket(Ascii.bytes("pong"), 4, packet.getSocketAddress()));
            client.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo("pong");
        }
    }

    @Test
    void isNeitherFollowedNorFollows() throws Exception {
        RouterOptions options = router.options();
        assertThatThrownBy(() -> Router.start(options.following()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("with 'io_uring' none can be followed");
        assertThatThrownBy(() -> Router.start(options.withIo(Transport.EPOLL).following()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("its sockets are those of 'io_uring'");
        assertThat(router.exchange(GET)).endsWith("ok");
    }

    @Test
    void refusesSocketsOfSystemd() {
        InheritedSockets sockets = new InheritedSockets();
        sockets.add("http", 1_000_000);
        assertThatThrownBy(() -> RouterStart.start(router.options(), sockets))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("SAMPAN_ROUTER_IO=epoll");
    }

    @Test
    void doesNotStartWhereItIsRefused() throws Exception {
        Path other = java.nio.file.Files.createDirectory(home.resolve("other"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dio.netty.transport.noNative=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RouterMain.class.getName(),
                        "--port",
                        "0",
                        "--https-port",
                        "0",
                        "--home",
                        other.toString());
        builder.environment().putAll(Map.of("SAMPAN_ROUTER_IO", "io_uring"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said)
                .contains("The router cannot serve with 'io_uring': ")
                .contains("set SAMPAN_ROUTER_IO=epoll");
    }
}
