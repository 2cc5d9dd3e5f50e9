package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.certificate.SelfSigned;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One router follows another while long requests are under way: each ends as if nothing had happened. */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
@Timeout(180)
class HandoverStreamsIntegrationTests {

    private static final String GET_AND_CLOSE =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";
    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS = 800;

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter first;
    private final List<Router> followers = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
        first = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
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

    /** Says how long a body in chunks was, without keeping it. */
    private static boolean measure(String head, InputStream in, OutputStream out)
            throws IOException {
        long sum = 0;
        int size = -1;
        while (size != 0) {
            size = Integer.parseInt(line(in), 16);
            in.skipNBytes(size);
            sum += size;
            assertThat(line(in)).isEmpty();
        }
        String text = String.format("%012d", sum);
        out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + text));
        return true;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        return line.toString().strip();
    }

    @Test
    void takesUploadsToTheirEnd() throws Exception {
        first.takeAnySize();
        origin.setScript(HandoverStreamsIntegrationTests::measure);
        byte[] chunk = new byte[CHUNK];
        byte[] size = Ascii.bytes(Integer.toHexString(CHUNK) + "\r\n");
        try (Socket socket = first.connect();
                TestHttp2Client client = new TestHttp2Client(first)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    Ascii.bytes(
                            "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"));
            client.post(1, "/");
            client.data(1, "a", false);
            for (int i = 0; i < CHUNKS; i++) {
                out.write(size);
                out.write(chunk);
                out.write(Ascii.bytes("\r\n"));
                if (i == CHUNKS / 3 || i == CHUNKS / 2) {
                    follow();
                }
            }
            out.write(Ascii.bytes("0\r\n\r\n"));
            client.await(frame -> frame.type() == 7);
            client.await(frame -> frame.type() == 7);
            client.data(1, "bc", true);

            String head = TestOrigin.head(socket.getInputStream());
            assertThat(head).startsWith("HTTP/1.1 200 ").contains("Connection: close\r\n");
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo(String.format("%012d", (long) CHUNK * CHUNKS));
            assertThat(client.answer(1)).containsEntry("body", "000000000003");
        }
    }

    @Test
    void letsGoOnWhatWaitsForAPausedApp() throws Exception {
        first.setPolicy(RoutePolicy.DEFAULT.withGate(Gate.paused(Duration.ofSeconds(60))));
        try (Socket old = first.connect();
                TestHttp2Client client = new TestHttp2Client(first)) {
            old.getOutputStream().write(Ascii.bytes("GET /old HTTP/1.1\r\nHost: app.test\r\n\r\n"));
            client.get(1, "/old-stream");
            Await.until("both wait", () -> first.stats().connections() == 2);
            Router next = follow();
            client.await(frame -> frame.type() == 7);
            client.await(frame -> frame.type() == 7);
            try (Socket fresh = first.connect()) {
                fresh.getOutputStream()
                        .write(Ascii.bytes("GET /new HTTP/1.1\r\nHost: app.test\r\n\r\n"));
                Await.until("it waits", () -> next.stats().connections() == 1);

                first.setPolicy(RoutePolicy.DEFAULT);

                assertThat(TestOrigin.head(old.getInputStream())).startsWith("HTTP/1.1 200 ");
                assertThat(TestOrigin.head(fresh.getInputStream())).startsWith("HTTP/1.1 200 ");
                assertThat(client.answer(1)).containsEntry("body", "ok");
            }
        }
        assertThat(origin.heads()).hasSize(3);
    }

    @Test
    void carriesWebSocketOfHttp2UntilTheDrainEnds() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
                    for (int next = in.read(); next >= 0; next = in.read()) {
                        out.write(next);
                    }
                    return false;
                });
        try (TestHttp2Client client = new TestHttp2Client(first)) {
            client.webSocket(1, "/ws");
            client.await(frame -> frame.type() == 1);
            follow();
            client.await(frame -> frame.type() == 7);
            client.await(frame -> frame.type() == 7);
            byte[] message = {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 7};
            client.send(0, 0, 1, message);
            assertThat(content(client, message.length)).isEqualTo(message);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(first::close);

            assertThat(content(client, 4)).as("1001").containsExactly(0x88, 2, 0x03, 0xe9);
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    private static byte[] content(TestHttp2Client client, int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < length) {
            all.writeBytes(client.await(frame -> frame.type() == 0).payload());
        }
        return all.toByteArray();
    }

    @Test
    void endsHandshakesThatHaveBegun() throws Exception {
        byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
        String digest = new CertificateFiles(home).store("app.test", pem);
        Certificate certificate =
                new Certificate("app.test", digest, List.of("app.test"), Certificate.Use.SERVER);
        first.publisher().publish(table -> table.withCertificates(List.of(certificate)));
        for (String protocol : List.of("http/1.1", "h2")) {
            Router before = followers.isEmpty() ? first.router() : followers.getLast();
            try (SSLSocket socket = halted(before.securePort(), protocol, this::follow)) {
                assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
                if (protocol.equals("h2")) {
                    TestHttp2Client client = new TestHttp2Client(socket);
                    client.sendRaw(Http2Connection.PREFACE);
                    client.settings();
                    client.get(1, "/");
                    client.await(frame -> frame.type() == 7);
                    assertThat(client.await(frame -> frame.type() == 7).number(0)).isEqualTo(1);
                } else {
                    socket.getOutputStream()
                            .write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
                    assertThat(TestOrigin.head(socket.getInputStream()))
                            .startsWith("HTTP/1.1 200 ")
                            .contains("Connection: close\r\n");
                }
            }
            assertThat(before.stats().route("app").requests()).as(protocol).isPositive();
        }
    }

    /** A client whose first message stops in its middle for something else. */
    private static SSLSocket halted(int port, String protocol, Runnable meanwhile)
            throws IOException {
        Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), port) {
                    private boolean done;

                    @Override
                    public OutputStream getOutputStream() throws IOException {
                        return new FilterOutputStream(super.getOutputStream()) {
                            @Override
                            public void write(byte[] bytes, int from, int length)
                                    throws IOException {
                                int half = done ? 0 : length / 2;
                                out.write(bytes, from, half);
                                if (!done) {
                                    done = true;
                                    meanwhile.run();
                                }
                                out.write(bytes, from + half, length - half);
                            }
                        };
                    }
                };
        plain.setSoTimeout(20_000);
        SSLSocket socket =
                (SSLSocket)
                        TlsClient.context()
                                .getSocketFactory()
                                .createSocket(plain, "app.test", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @Test
    void isFollowedOnlyWhenItHasFollowedItself() throws Exception {
        Router between = prepared();
        followers.add(between);

        CompletableFuture<Router> last = CompletableFuture.supplyAsync(this::follow);
        assertThatThrownBy(() -> last.get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        between.begin();
        Router serving = last.get(60, TimeUnit.SECONDS);

        for (int i = 0; i < 20; i++) {
            assertThat(first.exchange(GET_AND_CLOSE)).endsWith("ok");
        }
        assertThat(serving.stats().route("app").requests()).isEqualTo(20);
    }

    /** A router that is to follow the first one, and is named already as who takes connections, but takes none yet. */
    private Router prepared() throws IOException {
        RouterFiles files = RouterFiles.of(home);
        RouterOptions options = first.options().following();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        options.workers(),
                        new DefaultThreadFactory("worker"),
                        options.io().newFactory());
        PastCounts past = new PastCounts();
        Predecessor before = Predecessor.find(files, group, past::add).orElseThrow();
        Inheritance inherited = before.inheritance().orElseThrow();
        Set<String> others = Set.copyOf(files.routers());
        Router router = new Router(options, group, before, inherited, past);
        String own =
                files.routers().stream().filter(r -> !others.contains(r)).findFirst().orElseThrow();
        Files.delete(files.controlLink());
        Files.createSymbolicLink(files.controlLink(), files.controlSocket(own).getFileName());
        return router;
    }
}
