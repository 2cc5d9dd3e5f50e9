package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 from clients, frame by frame, to apps that speak HTTP/1.1. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
class Http2IntegrationTests {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;
    private final List<String> bodies = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            bodies.add(TestOrigin.body(head, in));
                            out.write(Ascii.bytes(OK));
                            return true;
                        });
        router = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    @Test
    void writesRequestAnewWhenItComesAsAStream() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(
                    1,
                    "/a?b=c",
                    "x-one",
                    "1",
                    "cookie",
                    "a=1",
                    "cookie",
                    "b=2",
                    "te",
                    "trailers",
                    "x_two",
                    "2",
                    "x-forwarded-for",
                    "6.6.6.6",
                    "host",
                    "APP.test");

            assertThat(client.answer(1))
                    .containsEntry(":status", "200")
                    .containsEntry("content-length", "2")
                    .containsEntry("body", "ok");
        }
        assertThat(origin.heads()).hasSize(1);
        assertThat(origin.heads().getFirst())
                .startsWith("GET /a?b=c HTTP/1.1\r\nHost: app.test\r\n")
                .contains("\r\nx-one: 1\r\n", "\r\ncookie: a=1; b=2\r\n")
                .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n", "\r\nX-Forwarded-Proto: http\r\n")
                .doesNotContain("6.6.6.6", "x_two", "te:", ":path");
    }

    @Test
    void servesMoreThanOneStreamWhenTheyComeTogether() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        origin.setScript(
                (head, in, out) -> {
                    all.countDown();
                    await(all);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/1");
            client.get(3, "/3");
            client.get(5, "/5");
            Set<Integer> ended = new HashSet<>();
            while (ended.size() < 3) {
                TestHttp2Client.Frame frame = client.read();
                if (frame.ends()) {
                    ended.add(frame.stream());
                }
            }
            assertThat(ended).containsExactlyInAnyOrder(1, 3, 5);
        }
        assertThat(origin.connections()).isEqualTo(3);
    }

    @Test
    void sendsBodyOnWhenItHasALengthOrNone() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/sized", "content-length", "5");
            client.data(1, "he", false);
            client.data(1, "llo", true);
            assertThat(client.answer(1)).containsEntry("body", "ok");
            client.post(3, "/open");
            client.data(3, "hello", false);
            client.data(3, "", true);
            assertThat(client.answer(3)).containsEntry("body", "ok");
            client.send(1, 5, 5, TestHttp2Client.request("POST", "/none"));
            assertThat(client.answer(5)).containsEntry("body", "ok");
        }
        assertThat(origin.heads().get(0)).contains("\r\nContent-Length: 5\r\n");
        assertThat(origin.heads().get(1)).contains("\r\nTransfer-Encoding: chunked\r\n");
        assertThat(origin.heads().get(2)).contains("\r\nContent-Length: 0\r\n");
        assertThat(bodies).containsExactly("hello", "5\r\nhello\r\n0\r\n\r\n", "");
    }

    @Test
    void readsRequestWhenItsHeaderComesInPieces() throws IOException {
        byte[] block = TestHttp2Client.request("GET", "/pieces", "x", "y".repeat(20_000));
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.send(1, 1, 1, Arrays.copyOf(block, 7));
            client.send(9, 0, 1, Arrays.copyOfRange(block, 7, 16_000));
            byte[] last =
                    TestHttp2Client.frame(9, 4, 1, Arrays.copyOfRange(block, 16_000, block.length));
            for (byte b : last) {
                client.sendRaw(new byte[] {b});
            }
            assertThat(client.answer(1)).containsEntry("body", "ok");
        }
        assertThat(origin.heads().getFirst()).contains("x: " + "y".repeat(20_000));
    }

    @Test
    void answersByItselfWhenNoAppCan() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.send(
                    1,
                    5,
                    1,
                    TestHttp2Client.block(
                            ":method",
                            "GET",
                            ":scheme",
                            "https",
                            ":path",
                            "/",
                            ":authority",
                            "other.test:8443",
                            "accept",
                            "text/html"));
            assertThat(client.answer(1))
                    .containsEntry(":status", "404")
                    .containsEntry("content-type", "text/html; charset=utf-8")
                    .hasEntrySatisfying(
                            "body", body -> assertThat(body).contains("There is no app here"));
            client.send(
                    1, 5, 3, TestHttp2Client.block(":method", "CONNECT", ":authority", "app.test"));
            assertThat(client.answer(3)).containsEntry(":status", "405");
            client.get(5, "/", "x", "y".repeat(15_000), "z", "y".repeat(30_000).substring(29_000));
            assertThat(client.answer(5)).containsEntry(":status", "200");
            client.get(7, "/" + "p".repeat(9000));
            assertThat(client.answer(7)).containsEntry(":status", "414");
            origin.setScript((head, in, out) -> false);
            client.send(1, 5, 9, TestHttp2Client.request("HEAD", "/"));
            assertThat(client.answer(9)).containsEntry(":status", "502").containsEntry("body", "");
        }
    }

    @Test
    void keepsLengthWithoutBodyWhenRequestIsHead() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.send(1, 5, 1, TestHttp2Client.request("HEAD", "/"));

            assertThat(client.answer(1))
                    .containsEntry("content-length", "1000")
                    .containsEntry("body", "");
        }
    }

    @Test
    void passesContinueAndHintsWhenAppGivesThem() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                                            + "HTTP/1.1 100 Continue\r\n\r\n"));
                    out.flush();
                    bodies.add(TestOrigin.body(head, in));
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/", "expect", "100-continue", "content-length", "5");

            assertThat(client.fields(client.await(f -> f.type() == 1)))
                    .containsEntry(":status", "103")
                    .containsEntry("link", "</a.css>; rel=preload");
            assertThat(client.fields(client.await(f -> f.type() == 1)))
                    .containsEntry(":status", "100");
            client.data(1, "hello", true);
            assertThat(client.answer(1)).containsEntry(":status", "200");
        }
        assertThat(origin.heads().getFirst()).contains("\r\nExpect: 100-continue\r\n");
        assertThat(bodies).containsExactly("hello");
    }

    @Test
    void sendsAtOnceWhenAppStreamsEvents() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"));
                    out.flush();
                    await(second);
                    out.write(Ascii.bytes("data: 2\n\n"));
                    return false;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/");
            assertThat(client.await(f -> f.type() == 0).text()).isEqualTo("data: 1\n\n");
            second.countDown();
            assertThat(client.answer(1)).containsEntry("body", "data: 2\n\n");
        }
    }

    @Test
    void endsTheStreamOnlyWhenAppBreaksOff() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    boolean bad = head.startsWith("GET /bad");
                    out.write(
                            Ascii.bytes(
                                    bad ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc" : OK));
                    return !bad;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/bad");
            assertThat(client.answer(1))
                    .containsEntry("reset", "INTERNAL_ERROR")
                    .containsEntry(":status", "200");
            client.get(3, "/good");
            assertThat(client.answer(3)).containsEntry("body", "ok");
        }
        assertThat(router.stats().route("app").failed()).isEqualTo(1);
    }

    @Test
    void tellsTheAppWhenClientEndsAStream() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    if (in.read() < 0) {
                        closed.countDown();
                    }
                    return false;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/");
            Await.until("in time", () -> !origin.heads().isEmpty());
            client.send(3, 0, 1, TestHttp2Client.number(8));

            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            origin.setScript(
                    (head, in, out) -> {
                        out.write(Ascii.bytes(OK));
                        return true;
                    });
            client.get(3, "/");
            assertThat(client.answer(3)).containsEntry("body", "ok");
            assertThat(router.stats().route("app").aborted()).isEqualTo(1);
        }
    }

    @Test
    void refusesStreamsWhenAHundredAreOpen() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            client.get(201, "/more");
            assertThat(client.answer(201)).containsEntry("reset", "REFUSED_STREAM");
            Await.until("in time", () -> origin.heads().size() == 100);
            go.countDown();
            int ended = 0;
            while (ended < 100) {
                ended += client.read().ends() ? 1 : 0;
            }
            client.get(203, "/again");
            assertThat(client.answer(203)).containsEntry("body", "ok");
        }
        assertThat(origin.heads()).noneMatch(head -> head.startsWith("GET /more"));
    }

    @Test
    void slowsTheAppWhenClientTakesNothing() throws Exception {
        long size = 100L << 20;
        AtomicLong written = new AtomicLong();
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    byte[] block = new byte[64 << 10];
                    while (written.get() < size) {
                        out.write(block);
                        written.addAndGet(block.length);
                    }
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/");
            long got = 0;
            while (got < 65_535) {
                got += client.await(f -> f.type() == 0).payload().length;
            }
            assertThat(got).isEqualTo(65_535);
            assertThat(untilStable(written)).isLessThan(16L << 20);

            client.send(8, 0, 0, TestHttp2Client.number(0x7fff0000));
            client.send(8, 0, 1, TestHttp2Client.number(0x7fff0000));
            boolean ended = false;
            while (!ended) {
                TestHttp2Client.Frame frame = client.await(f -> f.type() == 0);
                got += frame.payload().length;
                ended = frame.ends();
            }
            assertThat(got).isEqualTo(size);
        }
    }

    @Test
    void slowsTheClientWhenAppTakesNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        int size = 40 << 20;
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    in.skipNBytes(size);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/", "content-length", Integer.toString(size));
            AtomicLong window = new AtomicLong(65_535);
            AtomicLong connection = new AtomicLong(65_535);
            AtomicLong sent = new AtomicLong();
            Thread reader = Thread.ofVirtual().start(() -> readWindows(client, window, connection));
            window.addAndGet(StreamFlow.RECEIVE_WINDOW - 65_535);
            byte[] block = new byte[16 << 10];
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (sent.get() < size) {
                                                if (window.get() < block.length
                                                        || connection.get() < block.length) {
                                                    LockSupport.parkNanos(1_000_000);
                                                    continue;
                                                }
                                                window.addAndGet(-block.length);
                                                connection.addAndGet(-block.length);
                                                long now = sent.addAndGet(block.length);
                                                client.send(0, now >= size ? 1 : 0, 1, block);
                                            }
                                        } catch (IOException e) {
                                            sent.set(-1);
                                        }
                                    });
            assertThat(untilStable(sent)).isBetween(1L, 16L << 20);
            go.countDown();
            assertThat(reader.join(Duration.ofSeconds(30))).isTrue();
            assertThat(writer.join(Duration.ofSeconds(5))).isTrue();
            assertThat(sent).hasValue(size);
        }
    }

    private static void readWindows(
            TestHttp2Client client, AtomicLong window, AtomicLong connection) {
        try {
            while (true) {
                TestHttp2Client.Frame frame = client.read();
                if (frame.type() == 8) {
                    (frame.stream() == 0 ? connection : window).addAndGet(frame.number(0));
                } else if (frame.ends()) {
                    return;
                }
            }
        } catch (IOException e) {
            window.set(Long.MIN_VALUE);
        }
    }

    @Test
    void carriesWebSocketWhenAppSwitches() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\nSec-WebSocket-Accept: x\r\n"
                                            + "Sec-WebSocket-Protocol: chat\r\n\r\nfirst"));
                    out.flush();
                    out.write(in.readNBytes(10));
                    out.flush();
                    return in.read() >= 0;
                });
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.webSocket(1, "/chat", "sec-websocket-protocol", "chat");
            client.data(1, "early", false);
            Map<String, String> fields = client.fields(client.await(f -> f.type() == 1));
            assertThat(fields)
                    .containsEntry(":status", "200")
                    .containsEntry("sec-websocket-protocol", "chat")
                    .doesNotContainKeys("sec-websocket-accept", "upgrade", "connection");
            client.data(1, "later", false);
            StringBuilder got = new StringBuilder();
            while (got.length() < 15) {
                got.append(client.await(f -> f.type() == 0).text());
            }
            assertThat(got).hasToString("firstearlylater");
            assertThat(router.control().stats().target(origin.target()).inFlight()).isEqualTo(1);
            client.data(1, "", true);
            assertThat(client.answer(1)).containsEntry("body", "");
        }
        assertThat(origin.heads().getFirst())
                .startsWith("GET /chat HTTP/1.1\r\n")
                .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
                .containsPattern("\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n");
        assertThat(router.control().awaitDrained(origin.target(), Duration.ofSeconds(5))).isTrue();
        assertThat(router.stats().route("app").failed()).isZero();
    }

    @Test
    void saysThatThereIsNoWebSocketWhenAppAnswersWithoutSwitching() throws Exception {
        String[] connect = {
            ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http",
            ":path", "/", ":authority", "app.test", "sec-websocket-version", "13"
        };
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            int id = 1;
            for (String status : List.of("200 OK", "201 Created", "204 No Content", "403 No")) {
                origin.setScript(
                        (head, in, out) -> {
                            out.write(
                                    Ascii.bytes(
                                            "HTTP/1.1 "
                                                    + status
                                                    + "\r\nContent-Length: 0\r\n\r\n"));
                            return true;
                        });
                client.send(1, 4, id, TestHttp2Client.block(connect));

                assertThat(client.answer(id))
                        .as(status)
                        .containsEntry(":status", status.startsWith("2") ? "502" : "403");
                id += 2;
            }
        }
    }

    @Test
    void servesWhatWasSentWhenItDrains() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router);
                TestHttp2Client idle = new TestHttp2Client(router)) {
            client.get(1, "/1");
            idle.get(1, "/idle");
            Await.until("in time", () -> origin.heads().size() == 2);
            Thread drain = Thread.ofVirtual().start(() -> router.close());
            TestHttp2Client.Frame first = client.await(f -> f.type() == 7);
            assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
            TestHttp2Client.Frame last = client.await(f -> f.type() == 7);
            assertThat(last.number(0)).isEqualTo(1);
            assertThat(last.number(4)).isZero();
            client.get(3, "/too-late");
            assertThat(client.answer(3)).containsEntry("reset", "REFUSED_STREAM");
            go.countDown();
            assertThat(client.answer(1)).containsEntry("body", "ok");
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
            assertThat(drain.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void tellsOfTheEndWhenConnectionBecomesHttp2WhileItDrains() throws Exception {
        try (TestHttp2Client client = new TestHttp2Client(router.connect())) {
            client.sendRaw(Arrays.copyOf(Http2Connection.PREFACE, 10));
            Await.until("in time", () -> router.stats().connections() == 1);
            router.stats(); // every worker tells when it has read what came before
            Thread drain = Thread.ofVirtual().start(() -> router.close());
            Await.until("in time", this::refusesConnections);
            client.sendRaw(
                    Arrays.copyOfRange(
                            Http2Connection.PREFACE, 10, Http2Connection.PREFACE.length));
            client.settings();
            client.get(1, "/");
            assertThat(client.await(f -> f.type() == 7).number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(client.end()).isEqualTo(Http2Error.NO_ERROR);
            assertThat(drain.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    private boolean refusesConnections() {
        try (Socket socket = router.connect()) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void writesAccessLogWhenRequestsEnd() throws Exception {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/logged?secret");
            client.answer(1);
            client.get(3, "/", "Upper", "1");
            assertThat(client.answer(3)).containsEntry("reset", "PROTOCOL_ERROR");
        }
        router.close();
        String log = Files.readString(home.resolve("router/access.log")).toLowerCase(Locale.ROOT);
        assertThat(log.lines())
                .anyMatch(
                        l ->
                                l.contains("\"path\":\"/logged\"")
                                        && l.contains("\"protocol\":\"http/2\"")
                                        && l.contains("\"status\":200"))
                .anyMatch(
                        l -> l.contains("\"status\":400") && l.contains("\"protocol\":\"http/2\""));
    }

    @Test
    void speaksHttp1WhenClientDoes() throws IOException {
        assertThat(router.exchange("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void refusesHttp2WithoutTlsUnlessItIsOn(@TempDir Path other) throws IOException {
        try (TestRouter plain = new TestRouter(other, origin.target())) {
            assertThat(plain.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    // ---- waiting

    private static long untilStable(AtomicLong value) throws InterruptedException {
        long last = -1;
        int same = 0;
        List<Long> seen = new ArrayList<>();
        while (same < 3 && seen.size() < 100) {
            long now = value.get();
            same = now > 0 && now == last ? same + 1 : 0;
            last = now;
            seen.add(now);
            TimeUnit.MILLISECONDS.sleep(200); // the condition is that nothing happens
        }
        return last;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
