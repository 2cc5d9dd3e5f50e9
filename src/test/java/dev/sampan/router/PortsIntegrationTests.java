package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.AddressBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports of TCP and UDP that lead to an app, over real sockets. */
@Timeout(120)
class PortsIntegrationTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir private Path home;
    private ServerSocket app;
    private int port;

    /** What the app does with a connection. */
    private interface Service {

        void serve(Socket socket) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        app = new ServerSocket(0, 50, LOOPBACK);
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws IOException {
        app.close();
    }

    private void serve(Service service) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!app.isClosed()) {
                                try {
                                    Socket socket = app.accept();
                                    socket.setSoTimeout(60_000);
                                    Thread.ofVirtual().start(() -> quietly(service, socket));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
    }

    private static void quietly(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException e) {
            return; // the other side ended it, and the test says whether that is right
        }
    }

    private TestRouter router(PortMap.Kind kind, int targetPort, PortMap.ProxyHeader header) {
        TestRouter router = new TestRouter(home, new Target("127.0.0.1", 1));
        router.setPolicy(
                RoutePolicy.DEFAULT.withPorts(
                        List.of(new PortMap(kind, port, targetPort, header))));
        return router;
    }

    private TestRouter tcp(PortMap.ProxyHeader header) {
        return router(PortMap.Kind.TCP, app.getLocalPort(), header);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void passesEndOfOneDirectionOnAndKeepsTheOther() throws IOException {
        serve(
                socket -> {
                    String heard = text(socket.getInputStream());
                    socket.getOutputStream().write(Ascii.bytes("heard " + heard));
                });
        try (TestRouter router = tcp(PortMap.ProxyHeader.NONE);
                Socket client = connect()) {
            client.getOutputStream().write(Ascii.bytes("hello"));
            client.shutdownOutput();

            assertThat(text(client.getInputStream())).isEqualTo("heard hello");
            assertThat(router.stats().route("app").failed()).isZero();
        }
    }

    @Test
    void passesEndOfAppOnWhileClientStillSends() throws IOException {
        serve(
                socket -> {
                    socket.getOutputStream().write(Ascii.bytes("bye"));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                });
        try (TestRouter router = tcp(PortMap.ProxyHeader.NONE);
                Socket client = connect()) {
            assertThat(text(client.getInputStream())).isEqualTo("bye");
            client.getOutputStream().write(Ascii.bytes("more"));
            client.shutdownOutput();
            assertThat(router.port()).isPositive();
        }
    }

    @Test
    void losesNoByteWhenReaderIsSlowerThanWriter() throws Exception {
        serve(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        try (TestRouter router = tcp(PortMap.ProxyHeader.NONE);
                Socket client = connect()) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            quietly(
                                                    socket -> {
                                                        OutputStream out = socket.getOutputStream();
                                                        out.write(sent);
                                                        socket.shutdownOutput();
                                                        while (!socket.isClosed()) {
                                                            if (pause()) {
                                                                return;
                                                            }
                                                        }
                                                    },
                                                    client));
            byte[] received = client.getInputStream().readNBytes(sent.length);

            assertThat(
                            received.length
                                    + " bytes, first other one at "
                                    + Arrays.mismatch(received, sent))
                    .isEqualTo(sent.length + " bytes, first other one at -1");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            writer.interrupt();
            assertThat(writer.join(java.time.Duration.ofSeconds(30))).isTrue();
            assertThat(router.port()).isPositive();
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void namesClientInHeaderWhenThatIsWanted() throws IOException {
        serve(socket -> socket.getOutputStream().write(socket.getInputStream().readAllBytes()));
        try (TestRouter router = tcp(PortMap.ProxyHeader.V1);
                Socket client = connect()) {
            client.getOutputStream().write(Ascii.bytes("hello"));
            client.shutdownOutput();
            assertThat(text(client.getInputStream()))
                    .isEqualTo(
                            "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\nhello"
                                    .formatted(client.getLocalPort(), port));
            assertThat(router.port()).isPositive();
        }
    }

    @Test
    void namesClientInBinaryHeaderWhenThatIsWanted() throws IOException {
        serve(socket -> socket.getOutputStream().write(socket.getInputStream().readAllBytes()));
        try (TestRouter router = tcp(PortMap.ProxyHeader.V2);
                Socket client = connect()) {
            client.shutdownOutput();
            byte[] header = client.getInputStream().readAllBytes();
            assertThat(header).hasSize(28).startsWith(0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a);
            assertThat(Arrays.copyOfRange(header, 12, 24))
                    .containsExactly(0x21, 0x11, 0, 12, 127, 0, 0, 1, 127, 0, 0, 1);
            assertThat(((header[24] & 0xff) << 8) | (header[25] & 0xff))
                    .isEqualTo(client.getLocalPort());
            assertThat(router.port()).isPositive();
        }
    }

    /** Who still waits for a connection keeps a listener open for a moment after it was closed. */
    private void awaitRefused() throws IOException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Socket other = new Socket(LOOPBACK, app.getLocalPort())) {
                assertThat(System.nanoTime()).as(other + " is refused").isLessThan(limit);
            } catch (ConnectException e) {
                return;
            }
        }
    }

    @Test
    void closesConnectionWhenNobodyListensOrClientIsDenied() throws IOException {
        serve(socket -> socket.getOutputStream().write(1));
        try (TestRouter router = tcp(PortMap.ProxyHeader.NONE)) {
            PortMap map =
                    router.publisher().current().routes().getFirst().policy().ports().getFirst();
            AccessRules denied =
                    new AccessRules(List.of(AddressBlock.parse("127.0.0.1")), List.of(), Map.of());
            router.setPolicy(RoutePolicy.DEFAULT.withPorts(List.of(map)).withAccess(denied));
            try (Socket client = connect()) {
                assertThat(end(client)).isEqualTo(-1);
            }
            app.close();
            awaitRefused();
            router.setPolicy(RoutePolicy.DEFAULT.withPorts(List.of(map)));
            try (Socket client = connect()) {
                assertThat(end(client)).isEqualTo(-1);
            }
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (router.stats().route("app").failed() != 1) {
                assertThat(System.nanoTime()).as("the failure is counted").isLessThan(limit);
                assertThat(pause()).isFalse();
            }
        }
    }

    private static int end(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void opensAndClosesPortsAsTheTableSays() throws IOException {
        serve(socket -> socket.getOutputStream().write('x'));
        try (TestRouter router = tcp(PortMap.ProxyHeader.NONE)) {
            try (Socket client = connect()) {
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            router.setPolicy(RoutePolicy.DEFAULT);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            try (ServerSocket taken = new ServerSocket(port, 1, LOOPBACK)) {
                router.setPolicy(
                        RoutePolicy.DEFAULT.withPorts(
                                List.of(
                                        new PortMap(
                                                PortMap.Kind.TCP,
                                                port,
                                                app.getLocalPort(),
                                                PortMap.ProxyHeader.NONE))));
                assertThat(taken.isBound()).isTrue();
            }
            router.publisher().publish(table -> table);
            try (Socket client = connect()) {
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    @Test
    void routesByHostNameAtFurtherPortOfHttp() throws IOException {
        PortMap http = new PortMap(PortMap.Kind.HTTP, port, 5000, PortMap.ProxyHeader.NONE);
        try (TestOrigin origin = TestOrigin.ok();
                TestRouter router = new TestRouter(home, origin.target())) {
            router.setPolicy(RoutePolicy.DEFAULT.withPorts(List.of(http)));
            router.publisher()
                    .publish(
                            t ->
                                    t.with(
                                            new Route("other", List.of("other.test"), List.of())
                                                    .withPolicy(
                                                            RoutePolicy.DEFAULT.withPorts(
                                                                    List.of(http)))));
            try (Socket client = connect()) {
                client.getOutputStream()
                        .write(
                                Ascii.bytes(
                                        "GET / HTTP/1.1\r\nHost: app.test:%d\r\nConnection: close\r\n\r\n"
                                                .formatted(port)));
                assertThat(text(client.getInputStream())).endsWith("ok");
            }
            assertThat(origin.heads().getLast())
                    .contains("X-Forwarded-Port: %d\r\n".formatted(port));
        }
    }

    @Test
    void bringsAnswersBackToTheRightClientOverUdp() throws Exception {
        try (DatagramSocket service = new DatagramSocket(0, LOOPBACK);
                TestRouter router =
                        router(PortMap.Kind.UDP, service.getLocalPort(), PortMap.ProxyHeader.NONE);
                DatagramSocket first = new DatagramSocket(0, LOOPBACK);
                DatagramSocket second = new DatagramSocket(0, LOOPBACK)) {
            service.setSoTimeout(30_000);
            Thread.ofVirtual().start(() -> echo(service));
            for (int i = 0; i < 20; i++) {
                assertThat(ask(first, "first " + i)).isEqualTo("echo first " + i);
                assertThat(ask(second, "second " + i)).isEqualTo("echo second " + i);
            }
            assertThat(router.stats().route("app").inFlight()).isEqualTo(2);
        }
    }

    @Test
    void makesRoomWhenClientsOfUdpAreMadeUp() throws Exception {
        try (DatagramSocket service = new DatagramSocket(0, LOOPBACK);
                TestRouter router =
                        router(PortMap.Kind.UDP, service.getLocalPort(), PortMap.ProxyHeader.NONE);
                DatagramSocket good = new DatagramSocket(0, LOOPBACK)) {
            Thread.ofVirtual().start(() -> echo(service));
            String first = ask(good, "hello");
            int most = 4096;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (router.stats().route("app").inFlight() < most) {
                assertThat(System.nanoTime()).as("all places are taken").isLessThan(end);
                for (int i = 0; i < 50; i++) {
                    try (DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
                        other.send(new DatagramPacket(new byte[1], 1, LOOPBACK, port));
                    }
                }
                assertThat(ask(good, "hello")).isEqualTo(first);
            }
            assertThat(router.stats().route("app").inFlight()).isEqualTo(most);
            assertThat(ask(good, "hello")).isEqualTo(first);
            try (DatagramSocket late = new DatagramSocket(0, LOOPBACK)) {
                assertThat(askUntilAnswered(late, end)).startsWith("echo late");
            }
            assertThat(router.stats().route("app").inFlight()).isLessThanOrEqualTo(most);
        }
    }

    private String askUntilAnswered(DatagramSocket client, long end) throws IOException {
        client.setSoTimeout(200);
        DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
        while (true) {
            client.send(new DatagramPacket(Ascii.bytes("late"), 4, LOOPBACK, port));
            try {
                client.receive(answer);
                return new String(
                        answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
            } catch (SocketTimeoutException e) {
                assertThat(System.nanoTime()).as("there is room again").isLessThan(end);
            }
        }
    }

    private static void echo(DatagramSocket service) {
        byte[] bytes = new byte[1000];
        while (!service.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                service.receive(packet);
                String heard =
                        new String(bytes, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                byte[] answer = Ascii.bytes("echo " + heard);
                service.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private String ask(DatagramSocket client, String question) throws IOException {
        client.setSoTimeout(30_000);
        byte[] bytes = Ascii.bytes(question);
        client.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
        DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
        client.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
    }
}
