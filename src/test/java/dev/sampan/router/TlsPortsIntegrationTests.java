package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.certificate.SelfSigned;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports of TLS that are passed on by the name that a client asks for; the keys are the apps' own. */
@Timeout(60)
class TlsPortsIntegrationTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir private Path home;
    private final List<ServerSocket> apps = new ArrayList<>();
    private TestRouter router;
    private int port;

    /** What an app does with a connection. */
    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        router =
                new TestRouter(
                        home,
                        RouterSettings.DEFAULT.withHeaderRead(Duration.ofSeconds(2)),
                        new Target("127.0.0.1", 1));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        for (ServerSocket app : apps) {
            app.close();
        }
    }

    private int app(ServerSocket listener, Service service) {
        apps.add(listener);
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!listener.isClosed()) {
                                try {
                                    Socket socket = listener.accept();
                                    socket.setSoTimeout(30_000);
                                    Thread.ofVirtual().start(() -> quietly(service, socket));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
        return listener.getLocalPort();
    }

    private static void quietly(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException e) {
            return; // the client ended it, and the test says whether that is right
        }
    }

    /** An app with a certificate of its own that says hello to whoever has shaken hands. */
    private int secureApp(String name) throws Exception {
        PemFile pem = PemFile.read(SelfSigned.of(List.of(name), Duration.ofDays(1)).toPem());
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry(
                "own", pem.key(), new char[0], pem.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return app(
                context.getServerSocketFactory().createServerSocket(0, 50, LOOPBACK),
                socket -> socket.getOutputStream().write(Ascii.bytes("hello from " + name)));
    }

    private int plainApp(Service service) throws IOException {
        return app(new ServerSocket(0, 50, LOOPBACK), service);
    }

    private PortMap map(int targetPort, PortMap.ProxyHeader header) {
        return new PortMap(PortMap.Kind.TLS, port, targetPort, header);
    }

    private void route(String name, int targetPort) {
        RoutePolicy policy =
                RoutePolicy.DEFAULT.withPorts(List.of(map(targetPort, PortMap.ProxyHeader.NONE)));
        Route route = new Route(name, List.of(name + ".test"), List.of(new Target("127.0.0.1", 1)));
        assertThat(
                        router.publisher()
                                .publish(table -> table.with(route.withPolicy(policy)))
                                .acknowledged())
                .isTrue();
    }

    static byte[] hello(String name) {
        ByteBuf message = ClientHelloTests.message(ClientHelloTests.name(name));
        int length = message.readableBytes();
        ByteBuf handshake = Unpooled.buffer().writeByte(1).writeMedium(length).writeBytes(message);
        ByteBuf records = Unpooled.buffer();
        while (handshake.isReadable()) {
            int size = Math.min(30, handshake.readableBytes());
            records.writeByte(0x16).writeShort(0x0301).writeShort(size);
            records.writeBytes(handshake, size);
        }
        byte[] bytes = new byte[records.readableBytes()];
        records.readBytes(bytes);
        return bytes;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Test
    void leadsSeveralAppsByNameAtOnePortAndShowsTheirOwnCertificates() throws Exception {
        route("app", secureApp("app.test"));
        route("other", secureApp("other.test"));

        for (String name : List.of("app.test", "other.test", "app.test")) {
            try (TlsClient client = TlsClient.connect(port, name)) {
                assertThat(client.shown()).isEqualTo(name);
                assertThat(client.rest()).isEqualTo("hello from " + name);
            }
        }
        assertThat(router.stats().route("other").failed()).isZero();
    }

    @Test
    void refusesNamesThatNoAppHasAtThisPort() throws Exception {
        route("app", secureApp("app.test"));
        assertThat(
                        router.publisher()
                                .publish(
                                        t ->
                                                t.with(
                                                        new Route(
                                                                "web",
                                                                List.of("web.test"),
                                                                List.of())))
                                .acknowledged())
                .isTrue();

        for (String name : List.of("nobody.test", "web.test", "")) {
            assertThatThrownBy(() -> TlsClient.connect(port, name))
                    .as("'%s'", name)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unrecognized_name");
        }
        try (Socket client = connect()) {
            client.getOutputStream().write(Ascii.bytes("GET / HTTP/1.1\r\n\r\n"));
            assertThat(client.getInputStream().readAllBytes())
                    .containsExactly(0x15, 3, 3, 0, 2, 2, 112);
        }
    }

    @Test
    void passesEveryByteOnWhenTheNameComesInPieces() throws Exception {
        route(
                "app",
                plainApp(
                        socket ->
                                socket.getOutputStream()
                                        .write(socket.getInputStream().readAllBytes())));
        byte[] sent = hello("app.test");
        try (Socket client = connect()) {
            for (byte b : sent) {
                client.getOutputStream().write(b);
            }
            client.getOutputStream().write(Ascii.bytes("and more"));
            client.shutdownOutput();

            byte[] received = client.getInputStream().readAllBytes();
            assertThat(received).startsWith(sent).endsWith(Ascii.bytes("and more"));
            assertThat(received).hasSize(sent.length + 8);
        }
    }

    @Test
    void namesTheClientBeforeItsFirstBytesWhenThatIsWanted() throws Exception {
        int target =
                plainApp(
                        socket ->
                                socket.getOutputStream()
                                        .write(socket.getInputStream().readAllBytes()));
        router.setPolicy(
                RoutePolicy.DEFAULT.withPorts(List.of(map(target, PortMap.ProxyHeader.V1))));
        byte[] sent = hello("app.test");
        try (Socket client = connect()) {
            client.getOutputStream().write(sent);
            client.shutdownOutput();

            byte[] header =
                    Ascii.bytes(
                            "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n"
                                    .formatted(client.getLocalPort(), port));
            byte[] received = client.getInputStream().readAllBytes();
            assertThat(received).startsWith(header).endsWith(sent);
            assertThat(received).hasSize(header.length + sent.length);
        }
    }

    @Test
    void endsConnectionsThatSayNoNameInTime() throws Exception {
        route("app", secureApp("app.test"));
        try (Socket silent = connect();
                Socket slow = connect()) {
            slow.getOutputStream().write(hello("app.test"), 0, 20);
            assertThat(silent.getInputStream().read()).isNegative();
            assertThat(slow.getInputStream().read()).isNegative();
        }
        try (Socket endless = connect()) {
            byte[] record = new byte[5 + 16_000];
            record[0] = 0x16;
            record[1] = 3;
            record[2] = 1;
            record[3] = (byte) (16_000 >> 8);
            record[4] = (byte) 16_000;
            record[5] = 1;
            record[6] = (byte) 0xff;
            endless.getOutputStream().write(record);
            assertThat(ended(endless)).isTrue();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (router.stats().connections() > 0) {
            assertThat(System.nanoTime()).as("all are gone").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** An alert may come first. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < 100;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Test
    void opensAndClosesThePortWithItsLastApp() throws Exception {
        route("app", secureApp("app.test"));
        route("other", secureApp("other.test"));

        router.setPolicy(RoutePolicy.DEFAULT);
        try (TlsClient client = TlsClient.connect(port, "other.test")) {
            assertThat(client.rest()).isEqualTo("hello from other.test");
        }
        assertThat(router.publisher().publish(t -> t.without("other")).acknowledged()).isTrue();
        assertThatThrownBy(this::connect).isInstanceOf(java.net.ConnectException.class);
    }
}
