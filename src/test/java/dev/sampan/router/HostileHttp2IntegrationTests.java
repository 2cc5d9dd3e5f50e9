package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that speak HTTP/2 to do harm: nothing ambiguous reaches an app, and no flood costs more than its connection. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileHttp2IntegrationTests {

    private static final byte[] NONE = {};

    private TestOrigin origin;
    private TestRouter router;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        origin = TestOrigin.ok();
        Duration second = Duration.ofMillis(1500);
        RouterSettings d = RouterSettings.DEFAULT;
        router =
                TestRouter.http2(
                        home,
                        new RouterSettings(
                                second,
                                Duration.ofSeconds(5),
                                d.connect(),
                                Duration.ofSeconds(5),
                                d.keepAlive(),
                                d.tunnelIdle(),
                                0,
                                1000),
                        origin.target());
    }

    @AfterAll
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    @BeforeEach
    void forget() {
        origin.heads().clear();
        answerOk();
    }

    private void answerOk() {
        origin.setScript(
                (head, in, out) -> {
                    TestOrigin.body(head, in);
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
    }

    /** An app that never answers, as long as it is asked. */
    private void answerNever() {
        origin.setScript(
                (head, in, out) -> {
                    in.read();
                    return false;
                });
    }

    private void assertServes() throws IOException {
        answerOk();
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/after");
            assertThat(client.answer(1)).containsEntry("body", "ok");
        }
    }

    // ---- requests that could become something else over HTTP/1.1

    /** A header block that must not become a request. */
    @SuppressWarnings("ArrayRecordComponent")
    record Malformed(String name, byte[] block) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Malformed> malformed() {
        List<Malformed> all = new ArrayList<>();
        field(all, "upper case in a name", "X-Upper", "1");
        field(all, "space in a name", "x y", "1");
        field(all, "colon in a name", "x:y", "1");
        field(all, "CR LF in a name", "x\r\nhost", "1");
        field(all, "NUL in a name", "x\0", "1");
        field(all, "byte above ASCII in a name", "x\u00e9", "1");
        field(all, "empty name", "", "1");
        field(all, "CR LF in a value", "x", "1\r\nhost: evil");
        field(all, "CR in a value", "x", "1\r2");
        field(all, "LF in a value", "x", "1\n2");
        field(all, "NUL in a value", "x", "1\0");
        field(all, "space before a value", "x", " 1");
        field(all, "space behind a value", "x", "1 ");
        field(all, "tab behind a value", "x", "1\t");
        field(all, "connection", "connection", "close");
        field(all, "transfer-encoding", "transfer-encoding", "chunked");
        field(all, "keep-alive", "keep-alive", "timeout=5");
        field(all, "proxy-connection", "proxy-connection", "x");
        field(all, "upgrade", "upgrade", "websocket");
        field(all, "te that is not trailers", "te", "trailers, gzip");
        field(all, "content-length that does not follow", "content-length", "5");
        field(all, "content-length as a list", "content-length", "0, 0");
        field(all, "content-length with a sign", "content-length", "+0");
        field(all, "unknown field of the start line", ":x", "1");
        field(all, "late field of the start line", ":path", "/late");
        field(all, "status", ":status", "200");
        field(all, "other host", "host", "other.test");
        blocks(all, "no method", ":scheme", "http", ":path", "/", ":authority", "app.test");
        blocks(all, "no scheme", ":method", "GET", ":path", "/", ":authority", "app.test");
        blocks(all, "no path", ":method", "GET", ":scheme", "http", ":authority", "app.test");
        blocks(all, "no authority", ":method", "GET", ":scheme", "http", ":path", "/");
        whole(all, "method twice", "GET", "/", "app.test", ":method", "POST");
        whole(all, "CR LF in the path", "GET", "/ HTTP/1.1\r\nx: y", "app.test");
        whole(all, "space in the path", "GET", "/a b", "app.test");
        whole(all, "fragment in the path", "GET", "/a#b", "app.test");
        whole(all, "path without a slash", "GET", "a", "app.test");
        whole(all, "URL as the path", "GET", "http://app.test/", "app.test");
        whole(all, "empty path", "GET", "", "app.test");
        whole(all, "asterisk with GET", "GET", "*", "app.test");
        whole(all, "CR LF in the method", "GET /x HTTP/1.1\r\nx: y\r\n\r\nGET", "/", "app.test");
        whole(all, "space in the method", "GET /x", "/", "app.test");
        whole(all, "user in the authority", "GET", "/", "me@app.test");
        whole(all, "CR LF in the authority", "GET", "/", "app.test\r\nx: y");
        whole(all, "path in the authority", "GET", "/", "app.test/x");
        whole(all, "protocol without CONNECT", "GET", "/", "app.test", ":protocol", "websocket");
        blocks(
                all,
                "other scheme",
                ":method",
                "GET",
                ":scheme",
                "ftp",
                ":path",
                "/",
                ":authority",
                "app.test");
        return all;
    }

    private static void field(List<Malformed> all, String name, String field, String value) {
        all.add(new Malformed(name, TestHttp2Client.request("GET", "/smuggled", field, value)));
    }

    private static void blocks(List<Malformed> all, String name, String... fields) {
        all.add(new Malformed(name, TestHttp2Client.block(fields)));
    }

    private static void whole(
            List<Malformed> all,
            String name,
            String method,
            String path,
            String authority,
            String... more) {
        List<String> fields =
                new ArrayList<>(
                        List.of(
                                ":method",
                                method,
                                ":scheme",
                                "http",
                                ":path",
                                path,
                                ":authority",
                                authority));
        fields.addAll(Arrays.asList(more));
        all.add(new Malformed(name, TestHttp2Client.block(fields.toArray(String[]::new))));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void resetsTheStreamWhenRequestIsAmbiguous(Malformed malformed) throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.send(1, 5, 1, malformed.block());
            assertThat(client.answer(1))
                    .containsEntry("reset", "PROTOCOL_ERROR")
                    .doesNotContainKey(":status");
            client.get(3, "/good");
            assertThat(client.answer(3)).containsEntry("body", "ok");
        }
        assertThat(origin.heads()).hasSize(1).allMatch(head -> head.startsWith("GET /good "));
    }

    @Test
    void resetsTheStreamWhenContentIsNotAsLongAsAnnounced() throws IOException {
        answerNever();
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/short", "content-length", "5");
            client.data(1, "abc", true);
            assertThat(client.answer(1)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(3, "/long", "content-length", "2");
            client.data(3, "abcGET /smuggled HTTP/1.1\r\n\r\n", true);
            assertThat(client.answer(3)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(5, "/none", "content-length", "0");
            client.data(5, "GET /smuggled HTTP/1.1\r\n\r\n", true);
            assertThat(client.answer(5)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(7, "/trailers", "content-length", "5");
            client.data(7, "abc", false);
            client.send(1, 5, 7, TestHttp2Client.block("x-t", "1"));
            assertThat(client.answer(7)).containsEntry("reset", "PROTOCOL_ERROR");
        }
        assertThat(origin.heads()).noneMatch(head -> head.contains("smuggled"));
    }

    @Test
    void resetsTheStreamWhenTrailersAreMalformed() throws IOException {
        answerNever();
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/pseudo");
            client.send(1, 5, 1, TestHttp2Client.block(":path", "/evil"));
            assertThat(client.answer(1)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(3, "/open");
            client.send(1, 4, 3, TestHttp2Client.block("x", "1"));
            assertThat(client.answer(3)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(5, "/upper");
            client.send(1, 5, 5, TestHttp2Client.block("X", "1"));
            assertThat(client.answer(5)).containsEntry("reset", "PROTOCOL_ERROR");
        }
    }

    // ---- frames that are wrong

    /** Frames behind a preface that end the connection. */
    @SuppressWarnings("ArrayRecordComponent")
    record Wrong(String name, Http2Error error, byte[]... frames) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Wrong> wrong() {
        byte[] get = TestHttp2Client.request("GET", "/");
        byte[] four = new byte[4];
        byte[] eight = new byte[8];
        Http2Error protocol = Http2Error.PROTOCOL_ERROR;
        Http2Error size = Http2Error.FRAME_SIZE_ERROR;
        return List.of(
                new Wrong("DATA on stream 0", protocol, f(0, 0, 0, four)),
                new Wrong("HEADERS on stream 0", protocol, f(1, 5, 0, get)),
                new Wrong("HEADERS on an even stream", protocol, f(1, 5, 2, get)),
                new Wrong("PRIORITY on stream 0", protocol, f(2, 0, 0, new byte[5])),
                new Wrong("PRIORITY too short", size, f(2, 0, 1, four)),
                new Wrong("RST_STREAM on stream 0", protocol, f(3, 0, 0, four)),
                new Wrong("RST_STREAM of no stream", protocol, f(3, 0, 1, four)),
                new Wrong("RST_STREAM too long", size, f(3, 0, 1, eight)),
                new Wrong("SETTINGS on a stream", protocol, f(4, 0, 1, NONE)),
                new Wrong("SETTINGS of 5 bytes", size, f(4, 0, 0, new byte[5])),
                new Wrong("SETTINGS acknowledged with values", size, f(4, 1, 0, new byte[6])),
                new Wrong("push enabled twice", protocol, settings(2, 2)),
                new Wrong("frames too short", protocol, settings(5, 16_383)),
                new Wrong("window too large", Http2Error.FLOW_CONTROL_ERROR, settings(4, -1)),
                new Wrong("PUSH_PROMISE", protocol, f(5, 4, 1, four)),
                new Wrong("PING on a stream", protocol, f(6, 0, 1, eight)),
                new Wrong("PING too short", size, f(6, 0, 0, four)),
                new Wrong("GOAWAY on a stream", protocol, f(7, 0, 1, eight)),
                new Wrong("GOAWAY too short", size, f(7, 0, 0, four)),
                new Wrong("WINDOW_UPDATE too short", size, f(8, 0, 0, new byte[3])),
                new Wrong("WINDOW_UPDATE by nothing", protocol, f(8, 0, 0, four)),
                new Wrong("WINDOW_UPDATE of no stream", protocol, f(8, 0, 1, eight(1))),
                new Wrong(
                        "WINDOW_UPDATE too far",
                        Http2Error.FLOW_CONTROL_ERROR,
                        f(8, 0, 0, eight(0x7fffffff)),
                        f(8, 0, 0, eight(0x7fffffff))),
                new Wrong("CONTINUATION of nothing", protocol, f(9, 4, 1, get)),
                new Wrong("DATA within a header", protocol, f(1, 1, 1, get), f(0, 0, 1, four)),
                new Wrong("CONTINUATION of another", protocol, f(1, 1, 1, get), f(9, 4, 3, NONE)),
                new Wrong("PING within a header", protocol, f(1, 1, 1, get), f(6, 0, 0, eight)),
                new Wrong(
                        "unknown frame within a header",
                        protocol,
                        f(1, 1, 1, get),
                        f(77, 0, 1, NONE)),
                new Wrong("frame of 16,385 bytes", size, f(0, 0, 1, new byte[16_385])),
                new Wrong("more padding than content", protocol, f(1, 13, 1, new byte[] {9, 1})),
                new Wrong("padding without a length", protocol, f(1, 13, 1, NONE)),
                new Wrong("DATA of no stream", protocol, f(0, 0, 1, four)),
                new Wrong("stream that goes back", Http2Error.STREAM_CLOSED, back()),
                new Wrong(
                        "bad header",
                        Http2Error.COMPRESSION_ERROR,
                        f(1, 5, 1, new byte[] {(byte) 0xff, 0x7f})));
    }

    private static byte[] f(int type, int flags, int stream, byte[] payload) {
        return TestHttp2Client.frame(type, flags, stream, payload);
    }

    private static byte[] eight(int value) {
        return TestHttp2Client.number(value);
    }

    private static byte[] settings(int name, int value) {
        byte[] payload = Arrays.copyOf(new byte[] {0, (byte) name}, 6);
        System.arraycopy(TestHttp2Client.number(value), 0, payload, 2, 4);
        return f(4, 0, 0, payload);
    }

    private static byte[] back() {
        byte[] get = TestHttp2Client.request("GET", "/");
        byte[] one = f(1, 5, 5, get);
        byte[] other = f(1, 5, 3, get);
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void endsTheConnectionWhenFrameIsWrong(Wrong wrong) throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            for (byte[] frame : wrong.frames()) {
                client.sendRaw(frame);
            }
            assertThat(client.end()).isEqualTo(wrong.error());
        }
    }

    @Test
    void endsTheConnectionWhenItDoesNotBeginWithSettings() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router.connect())) {
            client.sendRaw(Http2Connection.PREFACE);
            client.get(1, "/");
            assertThat(client.end()).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
        try (TestHttp2Client client = new TestHttp2Client(router.connect())) {
            client.sendRaw(Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n"));
            assertThat(client.end()).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
        // what an earlier test sent may come late
        assertThat(origin.heads()).noneMatch(head -> head.startsWith("GET / "));
    }

    @Test
    void resetsTheStreamWhenFrameIsWrongForItAlone() throws IOException {
        answerNever();
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/");
            client.send(8, 0, 1, TestHttp2Client.number(0));
            assertThat(client.answer(1)).containsEntry("reset", "PROTOCOL_ERROR");
            client.post(3, "/");
            client.send(8, 0, 3, TestHttp2Client.number(0x7fffffff));
            assertThat(client.answer(3)).containsEntry("reset", "FLOW_CONTROL_ERROR");
            client.get(5, "/");
            client.data(5, "x", true);
            assertThat(client.answer(5)).containsEntry("reset", "STREAM_CLOSED");
            client.get(7, "/");
            client.send(1, 5, 7, TestHttp2Client.block("x", "1"));
            assertThat(client.answer(7)).containsEntry("reset", "STREAM_CLOSED");
        }
        assertServes();
    }

    @Test
    void endsWhatIsSentBeyondTheWindows() throws IOException {
        answerNever();
        byte[] block = new byte[16_384];
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.webSocket(1, "/");
            for (int i = 0; i < 9; i++) {
                client.send(0, 0, 1, block);
            }
            assertThat(client.answer(1)).containsEntry("reset", "FLOW_CONTROL_ERROR");
        }
        assertServes();
    }

    // ---- floods

    /** Sends until the router ends the connection, at most so many; what it said. */
    private static Http2Error flood(TestHttp2Client client, int most, Sender sender)
            throws Exception {
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < most; i++) {
                                            sender.send(i);
                                        }
                                    } catch (IOException e) {
                                        // The router has closed: that is what is wanted.
                                        Thread.currentThread().interrupt();
                                    }
                                });
        try {
            return Http2Error.of(client.await(f -> f.type() == 7).number(4));
        } finally {
            client.close();
            assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    interface Sender {
        void send(int number) throws IOException;
    }

    private void assertCalmed(int most, int expectedRequests, Flood flood) throws Exception {
        origin.heads().clear();
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.stopAcknowledging();
            Sender sender = flood.on(client);
            assertThat(flood(client, most, sender)).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
        } catch (SocketException reset) {
            throw new AssertionError("the connection ended without a word", reset);
        }
        assertThat(origin.heads().size()).as("requests").isLessThanOrEqualTo(expectedRequests);
        assertServes();
    }

    interface Flood {
        Sender on(TestHttp2Client client) throws IOException;
    }

    @Test
    void endsTheConnectionWhenStreamsAreResetRapidly() throws Exception {
        answerNever();
        assertCalmed(
                100_000,
                1500,
                client ->
                        i -> {
                            int stream = 2 * i + 1;
                            byte[] get = f(1, 5, stream, TestHttp2Client.request("GET", "/"));
                            byte[] both = Arrays.copyOf(get, get.length + 13);
                            System.arraycopy(
                                    f(3, 0, stream, TestHttp2Client.number(8)),
                                    0,
                                    both,
                                    get.length,
                                    13);
                            client.sendRaw(both);
                        });
    }

    @Test
    void endsTheConnectionWhenClientMakesUsResetStreams() throws Exception {
        answerNever();
        assertCalmed(
                100_000,
                1500,
                client ->
                        i -> {
                            client.get(2 * i + 1, "/");
                            client.send(8, 0, 2 * i + 1, TestHttp2Client.number(0));
                        });
    }

    @Test
    void endsTheConnectionWhenMalformedRequestsFloodIt() throws Exception {
        assertCalmed(100_000, 0, client -> i -> client.get(2 * i + 1, "/", "X", "1"));
    }

    @Test
    void endsTheConnectionWhenHeadersNeverEnd() throws Exception {
        assertCalmed(
                1000,
                0,
                client -> {
                    client.send(1, 1, 1, TestHttp2Client.request("GET", "/"));
                    return i -> client.send(9, 0, 1, NONE);
                });
        assertCalmed(
                1000,
                0,
                client -> {
                    client.send(1, 1, 1, TestHttp2Client.request("GET", "/"));
                    return i -> client.send(9, 0, 1, new byte[16_000]);
                });
    }

    @Test
    void endsTheConnectionWhenFramesWithoutUseFloodIt() throws Exception {
        assertCalmed(200_000, 0, client -> i -> client.send(6, 0, 0, new byte[8]));
        assertCalmed(200_000, 0, client -> i -> client.send(6, 1, 0, new byte[8]));
        assertCalmed(200_000, 0, client -> i -> client.settings(4, 65_535 + i % 2));
        assertCalmed(200_000, 0, client -> i -> client.send(4, 1, 0, NONE));
        assertCalmed(200_000, 0, client -> i -> client.send(2, 0, 2 * i + 1, new byte[5]));
        assertCalmed(200_000, 0, client -> i -> client.send(77, 0, 0, NONE));
        assertCalmed(200_000, 0, client -> i -> client.send(8, 0, 0, TestHttp2Client.number(1)));
    }

    @Test
    void endsTheConnectionWhenEmptyContentFloodsIt() throws Exception {
        answerNever();
        assertCalmed(
                200_000,
                1,
                client -> {
                    client.post(1, "/");
                    return i -> client.send(0, 0, 1, NONE);
                });
        assertCalmed(
                200_000,
                2,
                client -> {
                    client.post(1, "/");
                    return i -> client.send(0, 8, 1, new byte[] {0});
                });
    }

    @Test
    void endsTheConnectionWhenContentIsTakenByteByByte() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
                    out.write(new byte[1_000_000]);
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router, 4, 0)) {
            client.get(1, "/");
            Http2Error error =
                    flood(client, 1_000_000, i -> client.send(8, 0, 1, TestHttp2Client.number(1)));
            assertThat(error).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
        }
        assertServes();
    }

    @Test
    void answersTooLargeWhenHeaderUnpacksToMegabytes() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(TestHttp2Client.request("GET", "/"));
        bomb.writeBytes(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xa1, 0x1e});
        bomb.writeBytes(new byte[4000].clone());
        byte[] start = bomb.toByteArray();
        Arrays.fill(start, start.length - 4000, start.length, (byte) 'v');
        byte[] block = Arrays.copyOf(start, 16_000);
        Arrays.fill(block, start.length, block.length, (byte) 0xbe);
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.send(1, 5, 1, block);
            Map<String, String> answer = client.answer(1);
            assertThat(answer).containsEntry(":status", "431");
            client.get(3, "/", "x", "1");
            assertThat(client.answer(3)).containsEntry("body", "ok");
        }
        assertCalmed(100_000, 1, client -> i -> client.send(1, 5, 2 * i + 1, block));
    }

    @Test
    void answersTooLargeWhenFieldsAreTooMany() throws IOException {
        String[] fields = new String[240];
        for (int i = 0; i < 240; i += 2) {
            fields[i] = "x";
            fields[i + 1] = "1";
        }
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/", fields);
            assertThat(client.answer(1)).containsEntry(":status", "431");
        }
    }

    // ---- clients that are slow

    @Test
    void endsTheConnectionWhenHeaderDoesNotCome() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/");
            assertThat(client.answer(1)).containsEntry("body", "ok");
            client.stopAcknowledging();
            client.send(1, 1, 3, TestHttp2Client.request("GET", "/"));
            assertThat(client.end()).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
        try (TestHttp2Client client = new TestHttp2Client(router.connect())) {
            client.stopAcknowledging();
            client.sendRaw(Http2Connection.PREFACE);
            assertThat(client.end()).isEqualTo(Http2Error.NO_ERROR);
        }
    }

    @Test
    void endsTheStreamWhenClientTakesNothing() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
                    out.write(new byte[1_000_000]);
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router, 4, 0)) {
            client.get(1, "/");
            assertThat(client.await(f -> f.type() == 3).stream()).isEqualTo(1);
        }
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"));
                    out.write(new byte[100]);
                    return true;
                });
        try (TestHttp2Client client = new TestHttp2Client(router, 4, 0)) {
            client.get(1, "/");
            assertThat(client.await(f -> f.type() == 3).stream()).isEqualTo(1);
        }
    }

    @Test
    void joinsContentWhenItComesByteByByteToASlowApp() throws Exception {
        int size = 60_000;
        CountDownLatch go = new CountDownLatch(1);
        StringBuilder got = new StringBuilder();
        origin.setScript(
                (head, in, out) -> {
                    try {
                        assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    got.append(TestOrigin.body(head, in));
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < size; i++) {
            byte b = (byte) ('a' + i % 26);
            sent.append((char) b);
            frames.writeBytes(f(0, i == size - 1 ? 1 : 0, 1, new byte[] {b}));
        }
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/", "content-length", Integer.toString(size));
            client.sendRaw(frames.toByteArray());
            go.countDown();
            assertThat(client.answer(1)).containsEntry("body", "ok");
        }
        assertThat(got).hasToString(sent.toString());
    }

    @Test
    void stopsReadingWhenClientTakesNoAnswers() throws Exception {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.socket().setSoTimeout(60_000);
            AtomicInteger sent = new AtomicInteger();
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                client.get(2 * sent.getAndIncrement() + 1, "/");
                                            }
                                        } catch (IOException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            int last = -1;
            int same = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (same < 4 && System.nanoTime() < end) {
                int now = sent.get();
                same = now == last ? same + 1 : 0;
                last = now;
                TimeUnit.MILLISECONDS.sleep(200); // the condition is that nothing happens
            }
            // Either the router stopped reading, or it ended a connection whose streams it had to
            // refuse.
            assertThat(same).isEqualTo(4);
            client.socket().close();
            assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
        }
        assertServes();
    }
}
