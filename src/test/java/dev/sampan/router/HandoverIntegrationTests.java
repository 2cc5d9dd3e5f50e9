package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.certificate.SelfSigned;
import dev.sampan.unit.RequestRate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One router follows another: nobody's connection is refused or cut, and both route by the same table. */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
@Timeout(180)
class HandoverIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String GET_AND_CLOSE =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter first;
    private final List<Router> followers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
        first = new TestRouter(home, origin.target());
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        followers.forEach(Router::close);
        origin.close();
    }

    private Router follow() {
        Router router = first.follow();
        followers.add(router);
        return router;
    }

    private void close(Router router) {
        if (router == first.router()) {
            first.close();
        } else {
            followers.remove(router);
            router.close();
        }
    }

    private static String ask(Socket socket) throws IOException {
        return ask(socket, GET);
    }

    private static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(Ascii.bytes(request));
        return TestOrigin.head(socket.getInputStream())
                + new String(socket.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1);
    }

    @Test
    void takesNewConnectionsAndLeavesOpenOnesTheirNextAnswer() throws Exception {
        try (Socket open = first.connect()) {
            assertThat(ask(open)).doesNotContain("Connection: close").endsWith("ok");

            Router second = follow();

            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.securePort()).isEqualTo(first.securePort());
            assertThat(first.exchange(GET_AND_CLOSE)).endsWith("ok");
            assertThat(second.stats().route("app").requests()).isEqualTo(1);
            assertThat(ask(open)).contains("Connection: close\r\n").endsWith("ok");
            assertThat(open.getInputStream().read()).isNegative();
            assertThat(first.stats().route("app").requests()).isEqualTo(2);
            Await.until("no connection", () -> first.stats().connections() == 0);
        }
    }

    @Test
    void losesNoRequestWhenRoutersFollowEachOtherUnderLoad() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Queue<String> lost = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean stays = i % 2 == 0;
            clients.add(
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            load(
                                                    stays ? GET : GET_AND_CLOSE,
                                                    stopped,
                                                    answered,
                                                    lost)));
        }
        Await.until("load", () -> answered.get() > 50);
        Router serving = first.router();
        for (int i = 0; i < 5; i++) {
            Router before = serving;
            int sofar = answered.get();
            serving = follow();
            Await.until("the old router has no client", () -> before.stats().connections() == 0);
            close(before);
            Await.until("load", () -> answered.get() > sofar + 50);
        }
        stopped.set(true);
        for (Thread client : clients) {
            assertThat(client.join(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(lost).isEmpty();
    }

    private void load(
            String request, AtomicBoolean stopped, AtomicInteger answered, Queue<String> lost) {
        while (!stopped.get()) {
            try (Socket socket = first.connect()) {
                String answer = "";
                while (!stopped.get() && !answer.contains("Connection: close\r\n")) {
                    answer = ask(socket, request);
                    if (answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("ok")) {
                        answered.incrementAndGet();
                    } else {
                        lost.add("answer: " + answer);
                        return;
                    }
                }
            } catch (IOException e) {
                lost.add(e.toString());
                return;
            }
        }
    }

    @Test
    void servesConnectionsThatWaitedInTheQueue() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        Router second = follow();
        second.retire(Set.of()); // takes nothing, as if it was about to end
        first.router().letGo();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = first.connect();
                socket.getOutputStream().write(Ascii.bytes(GET_AND_CLOSE));
                waiting.add(socket);
            }
            Router third = follow();
            close(second);
            for (Socket socket : waiting) {
                assertThat(TestOrigin.head(socket.getInputStream())).startsWith("HTTP/1.1 200 OK");
            }
            assertThat(third.stats().route("app").requests()).isGreaterThanOrEqualTo(20);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void routesByNewTablesWhileItRetires() throws Exception {
        try (TestOrigin other = TestOrigin.replying(OK.replace("\r\n\r\nok", "\r\n\r\nno"));
                Socket open = first.connect()) {
            assertThat(ask(open)).endsWith("ok");
            follow();

            Publication done =
                    first.publisher()
                            .publish(
                                    table ->
                                            table.with(
                                                    new Route(
                                                            "app",
                                                            List.of("app.test"),
                                                            List.of(other.target()))));

            assertThat(done.acknowledged()).isTrue();
            assertThat(ask(open)).endsWith("no");
            assertThat(first.exchange(GET_AND_CLOSE)).endsWith("no");
        }
    }

    @Test
    void waitsForRequestsOfARouterThatRetiresWhenItsTargetIsDrained() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    awaitLatch(go);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (Socket slow = first.connect()) {
            slow.getOutputStream().write(Ascii.bytes(GET));
            Await.until("the request has come", () -> !origin.heads().isEmpty());
            Router second = follow();

            assertThat(second.stats().target(origin.target()).inFlight()).isZero();
            assertThat(first.control().awaitDrained(origin.target(), Duration.ofMillis(50)))
                    .isFalse();
            go.countDown();
            assertThat(first.control().awaitDrained(origin.target(), Duration.ofSeconds(30)))
                    .isTrue();
            assertThat(TestOrigin.head(slow.getInputStream())).startsWith("HTTP/1.1 200 OK");
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void addsWhatTheOneBeforeCountedWhenThatEnds() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(first.exchange(GET_AND_CLOSE)).endsWith("ok");
        }
        Router second = follow();
        assertThat(first.exchange(GET_AND_CLOSE)).endsWith("ok");
        assertThat(first.control().stats().route("app").requests()).isEqualTo(4);

        first.close();

        Await.until("totals", () -> second.stats().route("app").requests() == 4);
        assertThat(first.control().stats().route("app").requests()).isEqualTo(4);
    }

    @Test
    void keepsWebSocketsUntilTheDrainEnds() throws Exception {
        origin.setScript(HandoverIntegrationTests::echo);
        try (Socket socket = first.connect()) {
            socket.getOutputStream()
                    .write(
                            Ascii.bytes(
                                    "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            assertThat(TestOrigin.head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
            follow();
            byte[] message = {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 7};
            socket.getOutputStream().write(message);
            assertThat(socket.getInputStream().readNBytes(message.length)).isEqualTo(message);

            first.close();

            assertThat(socket.getInputStream().readNBytes(4))
                    .as("1001")
                    .containsExactly(0x88, 2, 0x03, 0xe9);
        }
    }

    private static boolean echo(String head, InputStream in, OutputStream out) throws IOException {
        out.write(
                Ascii.bytes(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
        for (int next = in.read(); next >= 0; next = in.read()) {
            out.write(next);
        }
        return false;
    }

    @Test
    void endsHttp2ConnectionsAfterTheStreamsThatAreOpen() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Path other = Files.createDirectory(home.resolve("http2"));
        try (TestRouter old = TestRouter.http2(other, RouterSettings.DEFAULT, origin.target());
                TestHttp2Client client = new TestHttp2Client(old)) {
            origin.setScript(
                    (head, in, out) -> {
                        awaitLatch(go);
                        out.write(Ascii.bytes(OK));
                        return true;
                    });
            client.get(1, "/slow");
            Await.until("the request has come", () -> !origin.heads().isEmpty());

            Router next = old.follow();
            followers.add(next);

            TestHttp2Client.Frame goaway = client.await(frame -> frame.type() == 7);
            assertThat(goaway.number(0))
                    .as("no stream is refused yet")
                    .isEqualTo(Integer.MAX_VALUE);
            TestHttp2Client.Frame last = client.await(frame -> frame.type() == 7);
            assertThat(last.number(0)).isEqualTo(1);
            go.countDown();
            assertThat(client.answer(1))
                    .containsEntry(":status", "200")
                    .containsEntry("body", "ok");
        }
    }

    @Test
    void resumesTlsSessionsOfTheOneBefore() throws Exception {
        byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
        String digest = new CertificateFiles(home).store("app.test", pem);
        Certificate certificate =
                new Certificate("app.test", digest, List.of("app.test"), Certificate.Use.SERVER);
        first.publisher().publish(table -> table.withCertificates(List.of(certificate)));
        String session = home.resolve("session.pem").toString();
        assertThat(openssl("-tls1_3", "-sess_out", session)).contains("New, TLSv1.3");

        follow();
        first.close();

        assertThat(openssl("-tls1_3", "-sess_in", session)).contains("Reused, TLSv1.3");
    }

    private String openssl(String... options) throws Exception {
        int port = followers.isEmpty() ? first.securePort() : followers.getLast().securePort();
        List<String> command = new ArrayList<>(List.of("timeout", "20", "openssl", "s_client"));
        command.addAll(List.of("-connect", "127.0.0.1:" + port, "-servername", "app.test"));
        command.addAll(List.of(options));
        Path output = Files.createTempFile(home, "openssl", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(GET_AND_CLOSE.getBytes(StandardCharsets.US_ASCII));
            in.flush();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    @Test
    void takesPortsOfTcpAndUdpOver() throws Exception {
        try (ServerSocket app = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                DatagramSocket udpApp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            serveEcho(app);
            serveEcho(udpApp);
            int tcp = freePort();
            int udp = freePort();
            first.setPolicy(
                    RoutePolicy.DEFAULT.withPorts(
                            List.of(
                                    new PortMap(
                                            PortMap.Kind.TCP,
                                            tcp,
                                            app.getLocalPort(),
                                            PortMap.ProxyHeader.NONE),
                                    new PortMap(
                                            PortMap.Kind.UDP,
                                            udp,
                                            udpApp.getLocalPort(),
                                            PortMap.ProxyHeader.NONE))));
            try (Socket open = connect(tcp);
                    DatagramSocket client =
                            new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                assertThat(echoed(open, 1)).isEqualTo(1);
                assertThat(echoed(client, udp, 2)).isEqualTo(2);

                Router second = follow();

                assertThat(second.listeners())
                        .extracting(Listener::name)
                        .containsExactlyInAnyOrder("http", "https", "tcp-" + tcp, "udp-" + udp);
                assertThat(echoed(open, 3)).as("a connection of the old router").isEqualTo(3);
                assertThat(echoed(client, udp, 4)).isEqualTo(4);
                try (Socket late = connect(tcp)) {
                    first.close();
                    assertThat(echoed(late, 5)).isEqualTo(5);
                    assertThat(echoed(client, udp, 6)).isEqualTo(6);
                }
            }
        }
    }

    @Test
    void leavesClientsOfUdpWithTheirTargets() throws Exception {
        List<DatagramSocket> apps = new ArrayList<>();
        List<DatagramSocket> clients = new ArrayList<>();
        try {
            int appPort = 0;
            for (int i = 0; i < 3; i++) {
                DatagramSocket app =
                        new DatagramSocket(appPort, InetAddress.getByName("127.0.0." + (10 + i)));
                appPort = app.getLocalPort();
                apps.add(app);
                byte number = (byte) i;
                Thread.ofVirtual().start(() -> serveNumberAndPort(app, number));
            }
            List<Target> targets =
                    apps.stream()
                            .map(app -> app.getLocalAddress().getHostAddress())
                            .map(address -> new Target(address, 5000))
                            .toList();
            int udp = freePort();
            PortMap map = new PortMap(PortMap.Kind.UDP, udp, appPort, PortMap.ProxyHeader.NONE);
            RoutePolicy policy = RoutePolicy.DEFAULT.withPorts(List.of(map));
            first.publisher()
                    .publish(
                            table ->
                                    table.with(
                                            new Route("udp", List.of(), targets)
                                                    .withPolicy(policy)));
            List<String> before = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
                before.add(told(clients.getLast(), udp));
            }
            assertThat(before.stream().map(text -> text.charAt(0)).distinct())
                    .hasSizeGreaterThan(1);

            Router second = follow();

            for (int i = 0; i < clients.size(); i++) {
                assertThat(told(clients.get(i), udp))
                        .as("target and port")
                        .isEqualTo(before.get(i));
            }
            assertThat(second.stats().route("udp").inFlight()).isEqualTo(12);
            Router third = follow();
            assertThat(told(clients.getFirst(), udp)).isEqualTo(before.getFirst());
            third.listeners().forEach(Listener::pause); // as if it had ended without a word
            second.resume();
            for (int i = 0; i < clients.size(); i++) {
                assertThat(told(clients.get(i), udp)).as("taken back").isEqualTo(before.get(i));
            }
        } finally {
            apps.forEach(DatagramSocket::close);
            clients.forEach(DatagramSocket::close);
        }
    }

    /** Answers which app it is and from which port it was asked. */
    private static void serveNumberAndPort(DatagramSocket app, byte number) {
        DatagramPacket packet = new DatagramPacket(new byte[10], 10);
        try {
            while (true) {
                app.receive(packet);
                byte[] text = Ascii.bytes(number + " from " + packet.getPort());
                app.send(new DatagramPacket(text, text.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            assertThat(app.isClosed()).isTrue();
        }
    }

    private static String told(DatagramSocket client, int port) throws IOException {
        client.setSoTimeout(20_000);
        client.send(new DatagramPacket(new byte[1], 1, InetAddress.getLoopbackAddress(), port));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void countsOnAgainstRates() throws Exception {
        first.setPolicy(
                RoutePolicy.DEFAULT.withLimits(
                        RequestLimits.DEFAULT.withRates(
                                Optional.of(RequestRate.parse("3/h")),
                                Optional.of(RequestRate.parse("2/h")))));
        assertThat(first.exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 200 ");
        assertThat(first.exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 200 ");

        follow();

        assertThat(first.exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 429 ");
        first.setPolicy(
                RoutePolicy.DEFAULT.withLimits(
                        RequestLimits.DEFAULT.withRates(
                                Optional.of(RequestRate.parse("3/h")), Optional.empty())));
        follow();
        assertThat(first.exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 200 ");
        assertThat(first.exchange(GET_AND_CLOSE)).startsWith("HTTP/1.1 429 ");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static int echoed(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    private static int echoed(DatagramSocket client, int port, int value) throws IOException {
        client.setSoTimeout(20_000);
        client.send(
                new DatagramPacket(
                        new byte[] {(byte) value}, 1, InetAddress.getLoopbackAddress(), port));
        DatagramPacket answer = new DatagramPacket(new byte[10], 10);
        client.receive(answer);
        return answer.getData()[0];
    }

    private static void serveEcho(ServerSocket app) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (true) {
                                    Socket socket = app.accept();
                                    socket.setSoTimeout(60_000);
                                    Thread.ofVirtual().start(() -> echoAll(socket));
                                }
                            } catch (IOException e) {
                                assertThat(app.isClosed()).isTrue();
                            }
                        });
    }

    private static void echoAll(Socket socket) {
        try (socket) {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                socket.getOutputStream().write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serveEcho(DatagramSocket app) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                            try {
                                while (true) {
                                    app.receive(packet);
                                    app.send(packet);
                                }
                            } catch (IOException e) {
                                assertThat(app.isClosed()).isTrue();
                            }
                        });
    }

    @Test
    void refusesToFollowWhenTheTableIsDamaged() throws Exception {
        Files.writeString(home.resolve("router/routes.json"), "{}");

        assertThatThrownBy(first::follow)
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("is damaged");

        assertThat(first.exchange(GET_AND_CLOSE)).endsWith("ok");
        assertThat(first.control().stats().route("app").requests()).isEqualTo(1);
    }

    @Test
    void refusesToFollowWhenItCannotReadACertificateThatTheOneBeforeUses() throws Exception {
        byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
        CertificateFiles files = new CertificateFiles(home);
        String digest = files.store("app.test", pem);
        first.publisher()
                .publish(
                        table ->
                                table.withCertificates(
                                        List.of(
                                                new Certificate(
                                                        "app.test",
                                                        digest,
                                                        List.of("app.test"),
                                                        Certificate.Use.SERVER))));
        Files.delete(files.file("app.test", digest));

        assertThatThrownBy(first::follow)
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("certificates that this one cannot use")
                .hasMessageContaining("app.test");

        try (TlsClient client = TlsClient.connect(first.securePort(), "app.test")) {
            assertThat(client.shown()).isEqualTo("app.test");
        }
    }

    @Test
    void refusesToServeBesideAnotherWhenItIsNotToldToFollow() {
        assertThatThrownBy(() -> Router.start(first.options()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("another router already serves");
    }

    @Test
    void servesThePortThatItsSuccessorDoesNotWantUntilItEnds() throws Exception {
        RouterOptions old = first.options();
        InetSocketAddress other =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Router second =
                Router.start(
                        new RouterOptions(
                                        other,
                                        old.secureAddress(),
                                        home,
                                        old.workers(),
                                        old.drain(),
                                        false,
                                        old.accessLogBytes())
                                .following());
        followers.add(second);

        assertThat(second.port()).isEqualTo(other.getPort()).isNotEqualTo(first.port());
        assertThat(second.securePort()).isEqualTo(first.securePort());
        try (Socket socket = connect(second.port())) {
            assertThat(ask(socket)).doesNotContain("Connection: close").endsWith("ok");
        }
        try (Socket socket = connect(first.port())) {
            assertThat(ask(socket)).contains("Connection: close\r\n").endsWith("ok");
        }
    }

    @Test
    void opensItsPortsItselfWhenThereIsNoneToFollow() throws Exception {
        first.close();

        Router second = follow();

        try (Socket socket = connect(second.port())) {
            assertThat(ask(socket)).endsWith("ok");
        }
    }
}
