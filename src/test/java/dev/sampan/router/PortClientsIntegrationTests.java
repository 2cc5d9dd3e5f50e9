package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.RequestRate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who the clients of ports are that are passed on as they are, and what each may have: as with requests. */
@Timeout(120)
class PortClientsIntegrationTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final List<AddressBlock> LOCAL = List.of(AddressBlock.parse("127.0.0.0/8"));
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    @TempDir private Path home;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> open = new ArrayList<>();
    private ServerSocket app;
    private TestRouter router;
    private int port;

    @BeforeEach
    void start() throws IOException {
        app = new ServerSocket(0, 50, LOOPBACK);
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        router = new TestRouter(home, new Target("127.0.0.1", 1));
        Thread.ofVirtual().start(this::echoAll);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        router.close();
        app.close();
    }

    private void echoAll() {
        while (!app.isClosed()) {
            try {
                Socket socket = app.accept();
                connections.incrementAndGet();
                socket.setSoTimeout(60_000);
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            return; // the other side ended it, and the test says whether that is right
        }
    }

    private void begin(
            PortMap.Kind kind,
            PortMap.ProxyHeader header,
            int maxClientConnections,
            TrustedProxies trusted) {
        RouterSettings settings =
                RouterSettings.DEFAULT
                        .withHeaderRead(Duration.ofSeconds(2))
                        .withClients(maxClientConnections, trusted);
        router.publisher().publish(table -> table.withSettings(settings));
        policy(kind, app.getLocalPort(), header, RoutePolicy.DEFAULT);
    }

    private void policy(
            PortMap.Kind kind, int targetPort, PortMap.ProxyHeader header, RoutePolicy policy) {
        PortMap map = new PortMap(kind, port, targetPort, header);
        router.setPolicy(policy.withPorts(List.of(map)));
    }

    private void behindProxy(PortMap.Kind kind) {
        begin(kind, PortMap.ProxyHeader.V1, 0, new TrustedProxies(LOCAL, true));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        open.add(socket);
        return socket;
    }

    /** All that comes back when these parts are all that is sent; empty when the connection is reset. */
    private String exchange(String... parts) throws IOException {
        try (Socket socket = connect()) {
            for (String part : parts) {
                socket.getOutputStream().write(bytes(part));
            }
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What comes first on a connection of this kind, so that it is passed on. */
    private static String first(PortMap.Kind kind) {
        return kind == PortMap.Kind.TCP
                ? "hello"
                : new String(
                        TlsPortsIntegrationTests.hello("app.test"), StandardCharsets.ISO_8859_1);
    }

    private static String told(String client, int clientPort, String reached, int reachedPort) {
        String family = client.contains(":") ? "TCP6" : "TCP4";
        return "PROXY %s %s %s %d %d\r\n"
                .formatted(family, client, reached, clientPort, reachedPort);
    }

    // ---- who they are

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void tellsTheAppWhomATrustedProxyNames(PortMap.Kind kind) throws IOException {
        behindProxy(kind);
        String first = first(kind);

        String line = told("198.51.100.7", 4000, "192.0.2.1", 443);
        assertThat(exchange(line + first)).isEqualTo(line + first);
        assertThat(exchange((line + first).split(""))).isEqualTo(line + first);
        assertThat(exchange(line, first)).isEqualTo(line + first);

        String six = told("2001:db8::7", 65_535, "2001:db8::1", 1);
        assertThat(exchange(six + first)).isEqualTo(six + first);

        String binary = SIGNATURE + "!\21\0\17\n\t\b\7\300\0\2\1\1\2\0P\4\0\0";
        String named = told("10.9.8.7", 258, "192.0.2.1", 80);
        assertThat(exchange(binary + first)).isEqualTo(named + first);
        assertThat(exchange((binary + first).split("(?s)"))).isEqualTo(named + first);
        assertThat(router.stats().refused()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void tellsTheAppOfTheProxyItselfWhenThatNamesNobody(PortMap.Kind kind) throws IOException {
        behindProxy(kind);
        String first = first(kind);

        for (String header :
                List.of(
                        "PROXY UNKNOWN\r\n",
                        "PROXY UNKNOWN ::1 ::1 1 2\r\n",
                        SIGNATURE + "\40\0\0\0",
                        SIGNATURE + "\40\21\0\14\n\t\b\7\300\0\2\1\1\2\0P",
                        SIGNATURE + "!\0\0\3abc")) {
            assertThat(exchange(header + first))
                    .matches(
                            "(?s)PROXY TCP4 127\\.0\\.0\\.1 127\\.0\\.0\\.1 \\d+ "
                                    + port
                                    + "\r\n.*")
                    .endsWith("\r\n" + first)
                    .doesNotContain("UNKNOWN", "abc");
        }
    }

    @Test
    void tellsTheAppInBinaryAlsoOfAClientWhoseAddressIsOfAnotherFamily() throws IOException {
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.V2, 0, new TrustedProxies(LOCAL, true));

        String ends = "\n\t\b\7\300\0\2\1\17\240\1\273";
        assertThat(exchange(told("10.9.8.7", 4000, "192.0.2.1", 443) + "hello"))
                .isEqualTo(SIGNATURE + "!\21\0\14" + ends + "hello");
        String mapped = told("::ffff:10.9.8.7", 4000, "2001:db8::1", 443);
        assertThat(exchange(mapped + "hello"))
                .isEqualTo(
                        SIGNATURE
                                + "!!\0\44"
                                + "\0".repeat(10)
                                + "\377\377\n\t\b\7 \1\r\270"
                                + "\0".repeat(11)
                                + "\1\17\240\1\273hello");
        policy(PortMap.Kind.TCP, app.getLocalPort(), PortMap.ProxyHeader.V1, RoutePolicy.DEFAULT);
        assertThat(exchange(mapped + "hello")).isEqualTo(mapped + "hello");
    }

    @ParameterizedTest
    @MethodSource("dev.sampan.router.TrustedProxiesIntegrationTests#malformed")
    void endsConnectionOfTrustedProxyWhenItsHeaderIsMalformed(String header) throws IOException {
        behindProxy(PortMap.Kind.TCP);

        assertThat(exchange(header + "hello")).isEmpty();
        assertThat(exchange("hello")).isEmpty();
        assertThat(exchange(header.substring(0, 1))).isEmpty();
        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void endsConnectionOfTrustedProxyWhenItsHeaderIsMissing(PortMap.Kind kind) throws IOException {
        behindProxy(kind);

        assertThat(exchange(first(kind))).isEmpty();
        Socket silent = connect();
        Socket slow = connect();
        slow.getOutputStream().write(bytes("PROXY TCP4 198.51"));
        assertThat(silent.getInputStream().read()).isNegative();
        assertThat(slow.getInputStream().read()).isNegative();
        assertThat(connections).hasValue(0);
    }

    @Test
    void believesNobodyElse() throws IOException {
        List<AddressBlock> elsewhere = List.of(AddressBlock.parse("10.0.0.0/8"));
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.V1, 0, new TrustedProxies(elsewhere, true));

        String forged = told("10.9.8.7", 4000, "192.0.2.1", 443);
        assertThat(exchange(forged + "hello"))
                .startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ")
                .endsWith("\r\n" + forged + "hello");
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void refusesAddressesThatAreDeniedByWhatTheProxySays(PortMap.Kind kind) throws IOException {
        behindProxy(kind);
        policy(
                kind,
                app.getLocalPort(),
                PortMap.ProxyHeader.NONE,
                RoutePolicy.DEFAULT.withAccess(
                        new AccessRules(
                                List.of(AddressBlock.parse("198.51.100.0/24")),
                                List.of(),
                                Map.of())));
        String first = first(kind);

        assertThat(exchange(told("198.51.100.7", 4000, "192.0.2.1", 443) + first)).isEmpty();
        assertThat(connections).hasValue(0);
        assertThat(exchange(told("203.0.113.9", 4000, "192.0.2.1", 443) + first)).isEqualTo(first);
        assertThat(router.stats().refused()).isEqualTo(1);
    }

    @Test
    void losesNoByteBehindTheHeader() throws Exception {
        behindProxy(PortMap.Kind.TCP);
        String line = told("198.51.100.7", 4000, "192.0.2.1", 443);
        byte[] sent = bytes(line + "0123456789abcdef".repeat(1 << 16));
        Socket client = connect();
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        OutputStream out = client.getOutputStream();
                                        out.write(sent);
                                        client.shutdownOutput();
                                    } catch (IOException e) {
                                        return; // what came back says so
                                    }
                                });

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
    }

    // ---- what each may have

    private Socket served(String header) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(bytes(header + "x"));
        assertThat(socket.getInputStream().read()).isEqualTo('x');
        return socket;
    }

    private void awaitServed(String header) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!exchange(header + "x").equals("x")) {
            assertThat(System.nanoTime()).as("the place is free again").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void closesConnectionsWhenOneClientHasTooMany() throws Exception {
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.NONE, 2, TrustedProxies.NONE);
        Socket one = served("");
        served("");

        assertThat(exchange("x")).isEmpty();
        assertThat(connections).hasValue(2);
        assertThat(router.stats().refused()).isEqualTo(1);
        one.close();
        awaitServed("");
    }

    @Test
    void countsConnectionsOfTheClientThatAHeaderNames() throws Exception {
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.NONE, 1, new TrustedProxies(LOCAL, true));
        String header = told("198.51.100.7", 4000, "192.0.2.1", 443);
        Socket one = served(header);

        assertThat(exchange(header + "x")).isEmpty();
        assertThat(exchange(header.replace(".7", ".8") + "x")).isEqualTo("x");
        one.close();
        awaitServed(header);
    }

    private void limit(RequestLimits limits) {
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.NONE, 0, new TrustedProxies(LOCAL, true));
        policy(
                PortMap.Kind.TCP,
                app.getLocalPort(),
                PortMap.ProxyHeader.NONE,
                RoutePolicy.DEFAULT.withLimits(limits));
    }

    @Test
    void countsConnectionsAsRequestsWhenAnAppLimitsThoseAtOnce() throws Exception {
        limit(RequestLimits.DEFAULT.withMaxRequests(2, 1));
        String header = told("198.51.100.7", 4000, "192.0.2.1", 443);
        Socket one = served(header);
        assertThat(exchange(header + "x")).isEmpty();
        served(header.replace(".7", ".8"));

        assertThat(exchange(header.replace(".7", ".9") + "x")).isEmpty();
        assertThat(connections).hasValue(2);
        assertThat(router.stats().refused()).isEqualTo(2);
        one.close();
        awaitServed(header);
    }

    @Test
    void countsConnectionsAsRequestsWhenAnAppLimitsTheirRate() throws Exception {
        limit(
                RequestLimits.DEFAULT.withRates(
                        Optional.empty(), Optional.of(RequestRate.parse("1/h"))));
        String header = told("198.51.100.7", 4000, "192.0.2.1", 443);

        assertThat(exchange(header + "x")).isEqualTo("x");
        assertThat(exchange(header + "x")).isEmpty();
        assertThat(exchange(header.replace(".7", ".8") + "x")).isEqualTo("x");
    }

    @Test
    void hearsNoFurtherSessionOfUdpWhenOneClientHasTooMany() throws Exception {
        begin(PortMap.Kind.TCP, PortMap.ProxyHeader.NONE, 2, TrustedProxies.NONE);
        try (DatagramSocket service = new DatagramSocket(0, LOOPBACK);
                DatagramSocket first = new DatagramSocket(0, LOOPBACK);
                DatagramSocket second = new DatagramSocket(0, LOOPBACK);
                DatagramSocket third = new DatagramSocket(0, LOOPBACK)) {
            service.setSoTimeout(30_000);
            policy(
                    PortMap.Kind.UDP,
                    service.getLocalPort(),
                    PortMap.ProxyHeader.NONE,
                    RoutePolicy.DEFAULT);
            for (DatagramSocket client : List.of(first, second, third)) {
                client.send(new DatagramPacket(bytes("one"), 3, LOOPBACK, port));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (router.stats().refused() < 1) {
                assertThat(System.nanoTime()).as("the third is refused").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(5);
            }
            first.send(new DatagramPacket(bytes("two"), 3, LOOPBACK, port));
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                service.receive(packet);
                heard.add(
                        new String(
                                packet.getData(),
                                0,
                                packet.getLength(),
                                StandardCharsets.US_ASCII));
            }
            assertThat(heard).containsExactlyInAnyOrder("one", "one", "two");
            assertThat(router.stats().route("app").inFlight()).isEqualTo(2);
        }
    }
}
