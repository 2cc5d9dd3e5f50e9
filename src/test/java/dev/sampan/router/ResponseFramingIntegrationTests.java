package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What apps answer, as raw bytes: no answer can pose as two, be cut off unseen, or leave bytes for the next request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
class ResponseFramingIntegrationTests {

    private static final String GET = "GET /x HTTP/1.1\r\nHost: app.test\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

    /** An answer that must not reach the client. */
    record Malformed(String name, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private TestOrigin origin;
    private TestRouter router;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        origin = TestOrigin.ok();
        RouterSettings settings =
                RouterSettings.DEFAULT.withResponseHeader(Duration.ofMillis(1500));
        router = new TestRouter(home, settings, origin.target());
    }

    @AfterAll
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    @BeforeEach
    void forget() throws IOException {
        origin.closeConnections();
        origin.heads().clear();
    }

    private void answerWith(String bytes, boolean keep) {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes(bytes));
                    return keep;
                });
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void answersBadGatewayWhenAnswerIsMalformed(Malformed malformed) throws IOException {
        answerWith(malformed.bytes(), true);

        String answer = router.exchange(GET + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 502 Bad Gateway\r\n").doesNotContain("evil");
    }

    static List<Malformed> malformed() {
        List<Malformed> all = new ArrayList<>();
        add(all, "bare LF", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        add(all, "bare LF after a field", OK + "X: 1\nContent-Length: 2\r\n\r\nok");
        add(all, "bare CR in a value", OK + "X: 1\rY: 2\r\nContent-Length: 2\r\n\r\nok");
        add(all, "line folding", OK + "X: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok");
        add(all, "space before the first field", OK + " Content-Length: 2\r\n\r\nok");
        add(all, "space before the colon", OK + "Content-Length : 2\r\n\r\nok");
        add(all, "empty name", OK + ": 2\r\nContent-Length: 2\r\n\r\nok");
        add(all, "no colon", OK + "Content-Length\r\n\r\nok");
        add(all, "NUL in a value", OK + "X: \0\r\nContent-Length: 2\r\n\r\nok");
        add(all, "empty line first", "\r\n" + OK + "Content-Length: 2\r\n\r\nok");
        add(all, "HTTP/2.0", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "HTTP/1.2", "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "no protocol", "200 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "other protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        add(all, "status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "status 099", "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "status 600", "HTTP/1.1 600 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "status with a sign", "HTTP/1.1 +20 OK\r\nContent-Length: 2\r\n\r\nok");
        add(all, "NUL in the reason", "HTTP/1.1 200 O\0K\r\nContent-Length: 2\r\n\r\nok");
        add(
                all,
                "length and coding",
                OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        add(all, "length twice, the same", OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok");
        add(
                all,
                "length twice, different",
                OK + "Content-Length: 2\r\nContent-Length: 0\r\n\r\nok");
        add(all, "length as a list", OK + "Content-Length: 2, 2\r\n\r\nok");
        add(all, "length with a sign", OK + "Content-Length: +2\r\n\r\nok");
        add(all, "length empty", OK + "Content-Length:\r\n\r\nok");
        add(all, "length too large", OK + "Content-Length: 99999999999999999999\r\n\r\nok");
        add(
                all,
                "coding twice",
                OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        add(all, "coding gzip", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        add(all, "coding not last", OK + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n");
        add(
                all,
                "coding in HTTP/1.0",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        add(
                all,
                "nominated Content-Length",
                OK + "Connection: Content-Length\r\nContent-Length: 2\r\n\r\nok");
        add(
                all,
                "nominated Set-Cookie",
                OK + "Connection: Set-Cookie\r\nContent-Length: 2\r\n\r\nok");
        add(
                all,
                "101 that nobody asked for",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                        + EVIL);
        add(
                all,
                "17 interim answers",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(17) + OK + "Content-Length: 2\r\n\r\nok");
        add(
                all,
                "header of 41 KB",
                OK + "X: " + "x".repeat(41_000) + "\r\nContent-Length: 2\r\n\r\nok");
        add(all, "101 fields", OK + "X: 1\r\n".repeat(100) + "Content-Length: 2\r\n\r\nok");
        return all;
    }

    private static void add(List<Malformed> all, String name, String bytes) {
        all.add(new Malformed(name, bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le"})
    void answersBadGatewayWhenAppClosesWithinHeader(String start) throws IOException {
        answerWith(start, false);

        assertThat(router.exchange(GET + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void answersGatewayTimeoutWhenAppSendsHalfAHeader() throws IOException {
        answerWith("HTTP/1.1 200 OK\r\nX: ", true);

        assertThat(router.exchange(GET + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void doesNotUseConnectionAgainWhenBytesFollowAnAnswer() throws IOException {
        answerWith(OK + "Content-Length: 2\r\n\r\nok" + EVIL, true);

        String answer = router.exchange(GET + "\r\n" + GET + "Connection: close\r\n\r\n");

        assertThat(answer.split("HTTP/1.1 200 OK\r\n", -1)).hasSize(3);
        assertThat(answer).doesNotContain("evil");
    }

    @Test
    void doesNotUseConnectionAgainWhenAnswerTo204HasABody() throws IOException {
        answerWith("HTTP/1.1 204 No Content\r\nContent-Length: 70\r\n\r\n", true);

        String answer = router.exchange(GET + "Connection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 204 No Content\r\n")
                .doesNotContain("Content-Length");
        answerWith(OK + "Content-Length: 2\r\n\r\nok", true);
        assertThat(router.exchange(GET + "Connection: close\r\n\r\n")).endsWith("\r\n\r\nok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nok\r\n0\r\n\r\n",
                "2\nok\r\n0\r\n\r\n",
                "2\r\nokk\r\n0\r\n\r\n",
                "2\r\nok\n0\r\n\r\n",
                "2;\n\r\nok\r\n0\r\n\r\n",
                "2\r\nok\r\n0\r\nX\r\n\r\n"
            })
    void breaksOffWhenChunkOfAnswerIsMalformed(String body) throws IOException {
        answerWith(OK + "Transfer-Encoding: chunked\r\n\r\n" + body, true);

        String answer = router.exchange(GET + "\r\n");

        assertThat(answer).doesNotEndWith("0\r\n\r\n").doesNotContain("HTTP/1.1 502");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 9\r\n\r\nok",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"
            })
    void breaksOffWhenAppClosesWithinBody(String rest) throws IOException {
        answerWith(OK + rest, false);

        String answer = router.exchange(GET + "\r\n");

        assertThat(answer).contains("ok").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void breaksOffWhenAppResetsAConnectionThatWasToEndTheBody() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.0 200 OK\r\n\r\nhello"));
                    out.flush();
                    await(seen);
                    origin.resetConnections();
                    return false;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(GET + "\r\n"));
            TestOrigin.head(client.getInputStream());
            assertThat(client.getInputStream().readNBytes(10))
                    .isEqualTo(Ascii.bytes("5\r\nhello\r\n"));
            seen.countDown();

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void makesChunksWhenBodyEndsWithTheConnection() throws IOException {
        answerWith("HTTP/1.0 200 OK\r\nX: 1\r\n\r\nhello", false);

        String answer = router.exchange(GET + "\r\n" + GET + "Connection: close\r\n\r\n");

        assertThat(answer)
                .contains(
                        "HTTP/1.1 200 OK\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        assertThat(origin.heads()).hasSize(2);
    }

    @Test
    void sendsPlainBodyWhenClientOfHttp10GetsChunks() throws IOException {
        answerWith(
                OK
                        + "Transfer-Encoding: chunked\r\n\r\n3;x=1\r\nhel\r\n2\r\nlo\r\n0\r\nT: 1\r\n\r\n",
                true);

        String answer =
                router.exchange(
                        "GET / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\n\r\n");

        assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    }

    @Test
    void dropsExtensionsAndTrailersWhenAnswerIsChunked() throws IOException {
        answerWith(
                OK
                        + "Trailer: T\r\nTransfer-Encoding: chunked\r\n\r\n005;x=1\r\nhello\r\n0\r\nT: 1\r\n\r\n",
                true);

        String answer = router.exchange(GET + "Connection: close\r\n\r\n");

        assertThat(answer)
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                + "5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void passesTrailersOnWhenTheyAreAllowed() throws IOException {
        answerWith(
                OK
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
                        + "Server-Timing: db;dur=5\r\nSet-Cookie: evil=1\r\nContent-Length: 9\r\n"
                        + "Grpc-Status: 0\r\nX-Other: 1\r\nConnection: close\r\n\r\n",
                true);

        String answer = router.exchange(GET + "\r\n" + GET + "Connection: close\r\n\r\n");

        String end = "\r\n0\r\nServer-Timing: db;dur=5\r\nGrpc-Status: 0\r\n\r\n";
        assertThat(answer.split(end, -1)).hasSize(3);
        assertThat(answer).endsWith(end).doesNotContain("evil", "X-Other");
    }

    @Test
    void keepsLengthWithoutBodyWhenRequestIsHead() throws IOException {
        answerWith(OK + "Content-Length: 1000\r\n\r\n", true);
        String head = GET.replace("GET", "HEAD");

        String answer = router.exchange(head + "\r\n" + head + "Connection: close\r\n\r\n");

        assertThat(answer)
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n");
        assertThat(origin.connections()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, 200 OK, Content-Length: 60",
        "HEAD, 200 OK, Transfer-Encoding: chunked",
        "GET, 304 Not Modified, Content-Length: 60"
    })
    void isNotFooledWhenBodyThatDoesNotBelongComesLate(String method, String status, String field)
            throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    if (head.contains(" /next ")) {
                        out.write(Ascii.bytes(OK + "Content-Length: 4\r\n\r\ngood"));
                        return true;
                    }
                    out.write(Ascii.bytes("HTTP/1.1 " + status + "\r\n" + field + "\r\n\r\n"));
                    out.flush();
                    if (!TestOrigin.head(in).isEmpty()) {
                        out.write(Ascii.bytes(EVIL));
                    }
                    return false;
                });
        String first = GET.replace("GET", method) + "\r\n";

        String answer =
                router.exchange(first + GET.replace("/x", "/next") + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + "\r\n").endsWith("good");
    }

    @Test
    void keepsLengthWithoutBodyWhenStatusIs304() throws IOException {
        answerWith("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 7\r\n\r\n", true);

        String answer = router.exchange(GET + "\r\n" + GET + "Connection: close\r\n\r\n");

        assertThat(answer.split("HTTP/1.1 304 Not Modified\r\n", -1)).hasSize(3);
    }

    @Test
    void passesInterimAnswersOnWhenClientUnderstandsThem() throws IOException {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        answerWith(
                "HTTP/1.1 100 Continue\r\n\r\n"
                        + hints.replace("\r\n\r\n", "\r\nConnection: X\r\nX: 1\r\n\r\n")
                        + OK
                        + "Content-Length: 2\r\n\r\nok",
                true);

        assertThat(router.exchange(GET + "Connection: close\r\n\r\n"))
                .startsWith(hints + "HTTP/1.1 200 OK\r\n")
                .endsWith("ok");
        assertThat(router.exchange("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("ok");
    }

    @Test
    void stripsFieldsOfThisHopWhenAnswerHasThem() throws IOException {
        answerWith(
                OK
                        + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                        + "Upgrade: h2c\r\nProxy-Connection: x\r\nTE: x\r\nServer: app\r\n"
                        + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok",
                true);

        assertThat(router.exchange(GET + "Connection: close\r\n\r\n"))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nServer: app\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                                + "Content-Length: 2\r\nConnection: close\r\n\r\nok");
    }

    @Test
    void addsSpaceWhenReasonIsMissing() throws IOException {
        answerWith("HTTP/1.1 299\r\nContent-Length: 0\r\n\r\n", true);

        assertThat(router.exchange(GET + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 299 \r\n");
    }
}
