package dev.sampan.router;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.AddressBlock;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apps that speak HTTP/2, as those of gRPC do: streams share a connection, trailers go both ways, and no app does harm. */
@Timeout(60)
class Http2AppIntegrationTests {

    private static final String GET = "GET /x HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n";

    @TempDir private Path home;
    private TestHttp2App app;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        app = new TestHttp2App(Http2AppIntegrationTests::ok);
        router =
                TestRouter.http2(
                        home,
                        RouterSettings.DEFAULT.withResponseHeader(Duration.ofSeconds(3)),
                        app.target());
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        app.close();
    }

    /** Answers when the request is complete. */
    private static void ok(
            TestHttp2Client connection, TestHttp2Client.Frame frame, Map<String, String> head)
            throws IOException {
        if (frame.ends()) {
            connection.send(
                    1, 4, frame.stream(), TestHttp2Client.block(":status", "200", "x", "1"));
            connection.data(frame.stream(), "ok", true);
        }
    }

    @Test
    void writesRequestAnewWhenAppSpeaksHttp2() throws IOException {
        String answer = router.exchange(GET + "Cookie: a=1\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\nx: 1\r\n")
                .contains("2\r\nok\r\n0\r\n\r\n");
        assertThat(app.heads().getFirst())
                .containsEntry(":method", "GET")
                .containsEntry(":path", "/x")
                .containsEntry(":scheme", "http")
                .containsEntry(":authority", "app.test")
                .containsEntry("cookie", "a=1")
                .containsEntry("te", "trailers")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsKey("x-request-id")
                .doesNotContainKeys("host", "connection", "content-length");
    }

    @Test
    void tellsAppOfProxiesWhenTheyAreTrusted() throws IOException {
        List<AddressBlock> local = List.of(AddressBlock.parse("127.0.0.0/8"));
        router.publisher()
                .publish(
                        t ->
                                t.withSettings(
                                        t.settings()
                                                .withClients(0, new TrustedProxies(local, false))));

        router.exchange(GET + "X-Forwarded-For: 198.51.100.7\r\n\r\n");

        assertThat(app.heads().getLast())
                .containsEntry("x-forwarded-for", "198.51.100.7, 127.0.0.1");
    }

    @Test
    void sharesOneConnectionWhenStreamsComeTogether() throws Exception {
        app.setScript((connection, frame, head) -> {});
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            for (int i = 0; i < 20; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            Await.until("in time", () -> app.heads().size() == 20);
            app.setScript(
                    (connection, frame, head) -> {
                        for (int i = 0; i < 21; i++) {
                            byte[] block = TestHttp2Client.block(":status", "200");
                            connection.send(1, 5, 2 * i + 1, block);
                        }
                    });
            client.get(41, "/last");
            int ended = 0;
            while (ended < 21) {
                ended += client.read().ends() ? 1 : 0;
            }
        }
        assertThat(app.connections()).isEqualTo(1);
    }

    @Test
    void carriesACallOfGrpcWithItsTrailers() throws IOException {
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 0 && !frame.ends()) {
                        connection.send(
                                1,
                                4,
                                frame.stream(),
                                TestHttp2Client.block(
                                        ":status", "200", "content-type", "application/grpc"));
                        connection.data(frame.stream(), frame.text(), false);
                    }
                    if (frame.ends()) {
                        connection.send(
                                1,
                                5,
                                frame.stream(),
                                TestHttp2Client.block(
                                        "grpc-status",
                                        "0",
                                        "my-metadata-bin",
                                        "AAA",
                                        "set-cookie",
                                        "evil=1",
                                        "content-length",
                                        "7",
                                        "connection-x",
                                        "fine"));
                    }
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(
                    1, "/pkg.Service/Call", "content-type", "application/grpc", "te", "trailers");
            client.data(1, "\0\0\0\0\5hello", false);
            assertThat(client.await(f -> f.type() == 0).text()).isEqualTo("\0\0\0\0\5hello");
            client.send(1, 5, 1, TestHttp2Client.block("x-trailer", "1", "host", "evil"));
            Map<String, String> answer = client.answer(1);
            assertThat(answer)
                    .containsEntry("grpc-status", "0")
                    .containsEntry("my-metadata-bin", "AAA")
                    .containsEntry("connection-x", "fine")
                    .doesNotContainKeys("set-cookie", "content-length");
        }
        assertThat(app.heads().get(1)).isEqualTo(Map.of("x-trailer", "1"));
    }

    @Test
    void makesChunksAndTrailersWhenClientSpeaksHttp1() throws IOException {
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.ends()) {
                        byte[] hints = TestHttp2Client.block(":status", "103", "link", "</a>");
                        connection.send(1, 4, frame.stream(), hints);
                        byte[] first = TestHttp2Client.block(":status", "201");
                        connection.send(1, 4, frame.stream(), first);
                        connection.data(frame.stream(), "abc", false);
                        byte[] last = TestHttp2Client.block("grpc-status", "5", "cookie", "x");
                        connection.send(1, 5, frame.stream(), last);
                    }
                });
        String answer =
                router.exchange(
                        GET.replace("GET", "POST")
                                + "Transfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\nServer-Timing: a\r\nHost: evil\r\n\r\n");

        assertThat(answer)
                .startsWith(
                        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 201 Created\r\n")
                .endsWith("\r\n3\r\nabc\r\n0\r\ngrpc-status: 5\r\n\r\n");
        assertThat(app.heads().get(1)).isEqualTo(Map.of("server-timing", "a"));
        assertThat(app.frames()).anyMatch(f -> f.type() == 0 && f.text().equals("xyz"));
    }

    @Test
    void keepsLengthsWhenBothSidesNameThem() throws IOException {
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.ends()) {
                        byte[] first =
                                TestHttp2Client.block(":status", "200", "content-length", "3");
                        connection.send(1, 4, frame.stream(), first);
                        connection.data(frame.stream(), "abc", true);
                    }
                });
        String answer = router.exchange(GET.replace("GET", "PUT") + "Content-Length: 2\r\n\r\nhi");

        assertThat(answer).contains("\r\nContent-Length: 3\r\n").endsWith("\r\n\r\nabc");
        assertThat(app.heads().getFirst()).containsEntry("content-length", "2");
    }

    @Test
    void answersBadGatewayWhenAppSpeaksAnotherProtocol() throws IOException {
        try (TestOrigin plain = TestOrigin.ok()) {
            Target lies = new Target("127.0.0.1", plain.target().port(), true);
            publish(lies);

            assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 502 ");
        }
        publish(new Target("127.0.0.1", 1, true));
        assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 502 ");
    }

    private void publish(Target target) {
        router.publisher()
                .publish(
                        table ->
                                table.with(
                                        table.find("app")
                                                .orElseThrow()
                                                .withTargets(List.of(target))));
    }

    @Test
    void answersNotImplementedWhenWebSocketIsWanted() throws IOException {
        assertThat(
                        router.exchange(
                                GET.replace("close", "Upgrade, close")
                                        + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ");
    }

    @Test
    void sendsAgainWhenAppDidNotBegin() throws IOException {
        AtomicLong tries = new AtomicLong();
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 1 && tries.incrementAndGet() == 1) {
                        connection.send(3, 0, frame.stream(), TestHttp2Client.number(7));
                    } else if (frame.type() == 1 && tries.get() == 2) {
                        connection.send(7, 0, 0, new byte[8]);
                    } else {
                        ok(connection, frame, head);
                    }
                });
        assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(tries).hasValue(3);
        assertThat(router.stats().route("app").failed()).isZero();
    }

    private static final byte[] REFUSED = TestHttp2Client.number(7);

    private static String post(String body) {
        return GET.replace("GET", "POST") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Refuses so many requests when they are complete, each in the way that is said, and answers with what then comes. */
    private AtomicLong refuse(long most, TestHttp2App.Script refusing) {
        AtomicLong tries = new AtomicLong();
        AtomicReference<String> body = new AtomicReference<>("");
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 1) {
                        body.set("");
                    } else if (frame.type() == 0) {
                        body.updateAndGet(before -> before + frame.text());
                    }
                    if (frame.type() > 1 || !frame.ends()) {
                        return;
                    }
                    if (tries.incrementAndGet() <= most) {
                        refusing.frame(connection, frame, head);
                        return;
                    }
                    byte[] first = TestHttp2Client.block(":status", "200");
                    connection.send(1, 4, frame.stream(), first);
                    connection.data(frame.stream(), "got " + body.get().length(), true);
                });
        return tries;
    }

    @Test
    void sendsAnyRequestAgainWhenAppRefusesItsStream() throws IOException {
        for (String body : List.of("", "hello", "x".repeat(HeldMessage.LONGEST))) {
            AtomicLong tries = refuse(2, (c, f, h) -> c.send(3, 0, f.stream(), REFUSED));

            assertThat(router.exchange(post(body)))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("got " + body.length() + "\r\n");
            assertThat(tries).hasValue(3);
        }
        assertThat(router.stats().route("app").failed()).isZero();
    }

    @Test
    void sendsAnyRequestAgainWhenAppLeavesItOutAsItGoes() throws IOException {
        AtomicLong tries = refuse(1, (c, f, h) -> c.send(7, 0, 0, new byte[8]));
        String chunked =
                GET.replace("GET", "POST")
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";

        assertThat(router.exchange(chunked)).startsWith("HTTP/1.1 200 ").contains("got 5\r\n");
        assertThat(tries).hasValue(2);
        assertThat(app.connections()).isEqualTo(2);
    }

    @Test
    void goesOnWithTheRestOfABodyWhoseBeginWasRefused() throws Exception {
        AtomicLong heads = new AtomicLong();
        AtomicReference<String> heard = new AtomicReference<>("");
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 1) {
                        heads.incrementAndGet();
                    } else if (frame.type() == 0 && heads.get() == 1) {
                        connection.send(3, 0, frame.stream(), REFUSED);
                    } else if (frame.type() == 0) {
                        heard.updateAndGet(before -> before + frame.text());
                        ok(connection, frame, head);
                    }
                });
        try (Socket client = router.connect()) {
            String request = post("hello world");
            client.getOutputStream().write(Ascii.bytes(request.replace(" world", "")));
            Await.until("in time", () -> heads.get() == 2 && heard.get().equals("hello"));
            client.getOutputStream().write(Ascii.bytes(" world"));

            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(heard).hasValue("hello world");
    }

    @Test
    void answersUnavailableWhenWhatAppRefusedCannotBeSentAgain() throws IOException {
        AtomicLong tries = refuse(9, (c, f, h) -> c.send(3, 0, f.stream(), REFUSED));

        assertThat(router.exchange(post("x".repeat(HeldMessage.LONGEST + 1))))
                .startsWith("HTTP/1.1 503 ");
        assertThat(tries).hasValue(1);
        assertThat(router.exchange(post("x"))).startsWith("HTTP/1.1 503 ");
        assertThat(tries).hasValue(4);
    }

    @Test
    void sendsNothingTwiceThatAppMayHaveBegunWith() throws IOException {
        List<TestHttp2App.Script> ends =
                List.of(
                        (c, f, h) -> c.send(3, 0, f.stream(), TestHttp2Client.number(8)),
                        (c, f, h) -> c.send(7, 0, 0, goAway(f.stream())),
                        (c, f, h) -> c.socket().close(),
                        (c, f, h) -> {
                            c.send(1, 4, f.stream(), TestHttp2Client.block(":status", "103"));
                            c.send(3, 0, f.stream(), REFUSED);
                        });
        for (TestHttp2App.Script end : ends) {
            AtomicLong tries =
                    refuse(
                            1,
                            (c, f, h) -> {
                                end.frame(c, f, h);
                                c.socket().close();
                            });
            assertThat(router.exchange(post("hello"))).contains("HTTP/1.1 502 ");
            assertThat(tries).hasValue(1);
        }
    }

    private static byte[] goAway(int last) {
        return ByteBuffer.allocate(8).putInt(last).array();
    }

    @Test
    void opensOneConnectionForAllThatAnotherRefusedTogether() throws Exception {
        app.setScript((connection, frame, head) -> {});
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            for (int i = 0; i < 20; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            Await.until("in time", () -> app.heads().size() == 20);
            AtomicLong left = new AtomicLong(1);
            app.setScript(
                    (connection, frame, head) -> {
                        if (frame.type() == 1 && left.getAndDecrement() > 0) {
                            connection.send(7, 0, 0, new byte[8]);
                        } else {
                            ok(connection, frame, head);
                        }
                    });
            client.get(41, "/last");
            int ended = 0;
            while (ended < 21) {
                ended += client.read().ends() ? 1 : 0;
            }
        }
        assertThat(app.connections()).isEqualTo(2);
    }

    @Test
    void refusesTableWhenTargetsOfARouteSpeakDifferently() {
        assertThatThrownBy(
                        () ->
                                new Route(
                                        "mixed",
                                        List.of("mixed.test"),
                                        List.of(
                                                new Target("127.0.0.1", 1),
                                                new Target("127.0.0.1", 2, true))))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("'mixed'");
        assertThat(Target.parse("h2c://[fd00::2]:5000"))
                .isEqualTo(new Target("fd00::2", 5000, true))
                .hasToString("h2c://[fd00::2]:5000");
    }

    // ---- apps that do harm

    private void answerWith(TestHttp2App.Script script) {
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 1) {
                        script.frame(connection, frame, head);
                    }
                });
    }

    private void assertBadGateway(TestHttp2App.Script script) throws IOException {
        answerWith(script);
        assertThat(router.exchange(GET + "\r\n"))
                .contains("HTTP/1.1 502 Bad Gateway\r\n")
                .doesNotContain("evil");
        app.setScript(Http2AppIntegrationTests::ok);
        assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    private void assertRefusedHead(String... fields) throws IOException {
        assertBadGateway((c, f, h) -> c.send(1, 4, f.stream(), TestHttp2Client.block(fields)));
    }

    @Test
    void answersBadGatewayWhenAnswerIsMalformed() throws IOException {
        assertRefusedHead("x", "1");
        assertRefusedHead(":status", "20");
        assertRefusedHead(":status", "abc");
        assertRefusedHead(":status", "101");
        assertRefusedHead(":status", "600");
        assertRefusedHead(":status", "200", ":status", "200");
        assertRefusedHead(":status", "200", ":path", "/");
        assertRefusedHead(":status", "200", "X", "1");
        assertRefusedHead(":status", "200", "x", "1\r\nset-cookie: evil");
        assertRefusedHead(":status", "200", "x\r\ny", "1");
        assertRefusedHead(":status", "200", "connection", "close");
        assertRefusedHead(":status", "200", "transfer-encoding", "chunked");
        assertRefusedHead(":status", "200", "content-length", "1, 1");
        assertRefusedHead(":status", "200", "content-length", "1", "content-length", "1");
        assertBadGateway((c, f, h) -> c.data(f.stream(), "evil", true));
        assertBadGateway(
                (c, f, h) -> c.send(1, 5, f.stream(), TestHttp2Client.block(":status", "100")));
        assertBadGateway(
                (c, f, h) -> {
                    for (int i = 0; i < 20; i++) {
                        c.send(1, 4, f.stream(), TestHttp2Client.block(":status", "103"));
                    }
                });
        assertBadGateway((c, f, h) -> c.send(5, 4, f.stream(), new byte[] {0, 0, 0, 2}));
        assertBadGateway((c, f, h) -> c.send(0, 0, 0, new byte[] {1}));
        assertBadGateway((c, f, h) -> c.send(1, 4, 2, TestHttp2Client.block(":status", "200")));
        assertBadGateway((c, f, h) -> c.send(9, 4, f.stream(), new byte[0]));
        assertBadGateway((c, f, h) -> c.send(0, 0, f.stream(), new byte[20_000]));
    }

    @Test
    void breaksOffWhenContentIsNotAsLongAsAnnounced() throws IOException {
        byte[] head = TestHttp2Client.block(":status", "200", "content-length", "5");
        answerWith(
                (c, f, h) -> {
                    c.send(1, 4, f.stream(), head);
                    c.data(f.stream(), "abc", true);
                });
        assertThat(router.exchange(GET + "\r\n")).doesNotContain("502");
        answerWith(
                (c, f, h) -> {
                    c.send(1, 4, f.stream(), head);
                    c.data(f.stream(), "abcdefg", true);
                });
        assertThat(router.exchange(GET + "\r\n")).doesNotContain("abcdefg");
        assertThat(router.stats().route("app").failed()).isEqualTo(2);
    }

    @Test
    void keepsOthersWhenFramesComeBehindTheEnd() throws IOException {
        answerWith(
                (c, f, h) -> {
                    c.send(1, 4, f.stream(), TestHttp2Client.block(":status", "200"));
                    c.data(f.stream(), "ok", true);
                    c.data(f.stream(), "evil", true);
                    c.send(1, 5, f.stream(), TestHttp2Client.block("x", "evil"));
                });
        for (int i = 0; i < 3; i++) {
            assertThat(router.exchange(GET + "\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("2\r\nok\r\n0\r\n\r\n")
                    .doesNotContain("evil");
        }
    }

    @Test
    void endsTheConnectionWhenAppFloodsIt() throws Exception {
        answerWith(
                (c, f, h) -> {
                    for (int i = 0; i < 100_000; i++) {
                        c.send(6, 0, 0, new byte[8]);
                    }
                });
        assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 502 ");
        app.setScript(Http2AppIntegrationTests::ok);
        assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void slowsTheAppWhenOneClientTakesNothingAndServesOthers() throws Exception {
        AtomicLong sent = new AtomicLong();
        AtomicLong window = new AtomicLong(StreamFlow.RECEIVE_WINDOW);
        app.setScript(
                (connection, frame, head) -> {
                    if (frame.type() == 8 && frame.stream() != 0) {
                        window.addAndGet(frame.number(0));
                    }
                    boolean large = "/large".equals(head.get(":path"));
                    if (large) {
                        byte[] first = TestHttp2Client.block(":status", "200");
                        connection.send(1, 4, frame.stream(), first);
                    } else {
                        ok(connection, frame, head);
                    }
                    int stream = 1;
                    while ((large || sent.get() > 0) && sent.get() + 16_384 <= window.get()) {
                        connection.send(0, 0, stream, new byte[16_384]);
                        sent.addAndGet(16_384);
                    }
                });
        try (TestHttp2Client slow = new TestHttp2Client(router)) {
            slow.get(1, "/large");
            Await.until("in time", () -> sent.get() >= StreamFlow.RECEIVE_WINDOW);
            for (int i = 0; i < 5; i++) {
                assertThat(router.exchange(GET + "\r\n")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(sent.get()).isLessThan(1 << 20);
        }
    }
}
