package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients send, as raw bytes: everything ambiguous is refused and the connection closed, the rest arrives in one form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
class RequestFramingIntegrationTests {

    private static final String HOST = "Host: app.test\r\n";
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";

    /** A message that must be refused, with the status it gets. */
    record Refused(String name, int status, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A message that must arrive, with what its head at the app must and must not hold. */
    record Passed(String name, String bytes, List<String> present, List<String> absent) {
        @Override
        public String toString() {
            return name;
        }
    }

    private TestOrigin origin;
    private TestRouter router;
    private final List<String> bodies = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            bodies.add(TestOrigin.body(head, in));
                            out.write(
                                    Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                            return true;
                        });
        RouterSettings d = RouterSettings.DEFAULT;
        router =
                new TestRouter(
                        home,
                        new RouterSettings(
                                Duration.ofMillis(1500),
                                Duration.ofSeconds(2),
                                d.connect(),
                                Duration.ofSeconds(2),
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
        bodies.clear();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndClosesWhenMessageIsAmbiguous(Refused refused) throws IOException {
        String answer = router.exchange(refused.bytes());

        assertThat(answer).startsWith("HTTP/1.1 " + refused.status() + " ");
        assertThat(answer).contains("\r\nConnection: close\r\n");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
        assertThat(origin.heads()).noneMatch(head -> head.contains("/smuggled"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhenAmbiguousMessageArrivesByteByByte(Refused refused) throws IOException {
        if (refused.bytes().length() > 4000) {
            return; // the limits need no second way
        }
        String answer = router.exchangeByteByByte(refused.bytes());

        assertThat(answer).startsWith("HTTP/1.1 " + refused.status() + " ");
        assertThat(origin.heads()).noneMatch(head -> head.contains("/smuggled"));
    }

    @ParameterizedTest
    @MethodSource("passed")
    void writesRequestAnewWhenItIsClear(Passed passed) throws IOException {
        String answer = router.exchange(passed.bytes());

        assertArrived(passed, answer);
    }

    @ParameterizedTest
    @MethodSource("passed")
    void writesRequestAnewWhenItArrivesByteByByte(Passed passed) throws IOException {
        String answer = router.exchangeByteByByte(passed.bytes());

        assertArrived(passed, answer);
    }

    private void assertArrived(Passed passed, String answer) {
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
        assertThat(origin.heads()).hasSize(1);
        String seen = origin.heads().getFirst() + bodies.getFirst();
        for (String text : passed.present()) {
            assertThat(seen).contains(text);
        }
        for (String text : passed.absent()) {
            assertThat(seen).doesNotContainIgnoringCase(text);
        }
    }

    @Test
    void answersPipelinedRequestsInTurnWhenTheyArriveTogether() throws IOException {
        String one = "GET /1 HTTP/1.1\r\n" + HOST + "\r\n";
        String two = "POST /2 HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc";
        String last = "GET /3 HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

        String answer = router.exchange(one + two + one + two + last);

        assertThat(answer.split("HTTP/1\\.1 200 OK\r\n", -1)).hasSize(6);
        assertThat(origin.heads())
                .extracting(head -> head.substring(0, head.indexOf(" HTTP")))
                .containsExactly("GET /1", "POST /2", "GET /1", "POST /2", "GET /3");
    }

    @Test
    void forgetsWhatFollowsWhenPipelinedRequestIsRefused() throws IOException {
        String good = "GET /1 HTTP/1.1\r\n" + HOST + "\r\n";
        String bad = "GET /2 HTTP/1.1\r\n" + HOST + "Content-Length: x\r\n\r\n";

        String answer = router.exchange(good + bad + SMUGGLED);

        assertThat(answer).contains("HTTP/1.1 200 OK\r\n").contains("HTTP/1.1 400 Bad Request\r\n");
        assertThat(origin.heads()).hasSize(1);
    }

    @Test
    void closesWhenClientOfHttp10AsksForNothingElse() throws IOException {
        String answer = router.exchange("GET / HTTP/1.0\r\n" + HOST + "\r\n");

        assertThat(answer).contains("Connection: close\r\n").endsWith("ok");
    }

    @Test
    void keepsConnectionWhenClientOfHttp10AsksForIt() throws IOException {
        String one = "GET / HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n";

        String answer = router.exchange(one + "GET / HTTP/1.0\r\n" + HOST + "\r\n");

        assertThat(answer).contains("Connection: keep-alive\r\n").contains("Connection: close\r\n");
    }

    static List<Refused> refused() {
        List<Refused> all = new ArrayList<>();
        lines(all);
        requestLines(all);
        hosts(all);
        fields(all);
        lengths(all);
        chunks(all);
        connections(all);
        limits(all);
        return all;
    }

    private static void lines(List<Refused> all) {
        add(all, "bare LF everywhere", "GET / HTTP/1.1\nHost: app.test\n\n");
        add(all, "bare LF after the request line", "GET / HTTP/1.1\n" + HOST + "\r\n");
        add(all, "bare LF after a field", get("X: 1\nY: 2\r\n"));
        add(all, "bare LF as the empty line", "GET / HTTP/1.1\r\n" + HOST + "\n");
        add(all, "bare LF hides a field", get("X: 1\nTransfer-Encoding: chunked\r\n"));
        add(all, "CR CR LF", get("X: 1\r\r\n"));
        add(all, "bare CR in the request line", "GET /\rx HTTP/1.1\r\n" + HOST + "\r\n");
        add(all, "bare CR in a value", get("X: 1\rY: 2\r\n"));
        add(all, "bare CR in a name", get("X\r: 1\r\n"));
        add(all, "bare CR before a field", get("\rX: 1\r\n"));
        add(all, "line folding with a space", get("X: 1\r\n 2\r\n"));
        add(all, "line folding with a tab", get("X: 1\r\n\t2\r\n"));
        add(all, "space before the first field", "GET / HTTP/1.1\r\n " + HOST + "\r\n");
        add(all, "empty line first", "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
        add(all, "LF first", "\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
        add(all, "NUL first", "\0GET / HTTP/1.1\r\n" + HOST + "\r\n");
        add(all, "controls first", "\u0001\u001fGET / HTTP/1.1\r\n" + HOST + "\r\n");
    }

    private static void requestLines(List<Refused> all) {
        line(all, "space before the method", " GET / HTTP/1.1");
        line(all, "two spaces after the method", "GET  / HTTP/1.1");
        line(all, "two spaces after the target", "GET /  HTTP/1.1");
        line(all, "space after the version", "GET / HTTP/1.1 ");
        line(all, "tab instead of a space", "GET\t/ HTTP/1.1");
        line(all, "no version", "GET /");
        line(all, "no target", "GET HTTP/1.1");
        line(all, "only a method", "GET");
        line(all, "HTTP/2.0", "GET / HTTP/2.0");
        line(all, "HTTP/1.2", "GET / HTTP/1.2");
        line(all, "HTTP/1.10", "GET / HTTP/1.10");
        line(all, "HTTP/01.1", "GET / HTTP/01.1");
        line(all, "HTTP/0.9", "GET / HTTP/0.9");
        line(all, "http in lower case", "GET / http/1.1");
        line(all, "other protocol", "GET / ICAP/1.1");
        line(all, "method with a parenthesis", "GE(T / HTTP/1.1");
        line(all, "method with a colon", "GET: / HTTP/1.1");
        line(all, "method of 40 letters", "A".repeat(40) + " / HTTP/1.1");
        line(all, "space in the target", "GET /a b HTTP/1.1");
        line(all, "tab in the target", "GET /a\tb HTTP/1.1");
        line(all, "NUL in the target", "GET /a\0b HTTP/1.1");
        line(all, "DEL in the target", "GET /a\u007fb HTTP/1.1");
        line(all, "fragment in the target", "GET /a#b HTTP/1.1");
        line(all, "target without a slash", "GET index.html HTTP/1.1");
        line(all, "asterisk with GET", "GET * HTTP/1.1");
        line(all, "asterisk and more", "OPTIONS *x HTTP/1.1");
        line(all, "https URL", "GET https://app.test/ HTTP/1.1");
        line(all, "ftp URL", "GET ftp://app.test/ HTTP/1.1");
        line(all, "URL with a user", "GET http://me@app.test/ HTTP/1.1");
        line(all, "URL without a path but a query", "GET http://app.test?x HTTP/1.1");
        line(all, "URL with a bad port", "GET http://app.test:x/ HTTP/1.1");
        line(all, "URL without a host", "GET http:/// HTTP/1.1");
        all.add(new Refused("CONNECT", 405, "CONNECT app.test:80 HTTP/1.1\r\n" + HOST + "\r\n"));
        all.add(new Refused("TRACE", 405, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"));
    }

    private static void hosts(List<Refused> all) {
        add(all, "no Host", "GET / HTTP/1.1\r\n\r\n");
        add(all, "Host twice, the same", get(HOST));
        add(all, "Host twice, different", get("Host: other.test\r\n"));
        add(all, "Host twice, other case", get("hOST: other.test\r\n"));
        for (String value :
                List.of(
                        "",
                        ".",
                        "app.test other",
                        "app.test, other.test",
                        "me@app.test",
                        "app.test/x",
                        "app.test:x",
                        "app.test:+80",
                        "app.test:800000",
                        "app.test:80:80",
                        ":80",
                        "[::1",
                        "[]",
                        "[::1]x",
                        "app\u00e9.test",
                        "app.test#x",
                        "app%2etest",
                        "a".repeat(300))) {
            add(all, "Host '" + value + "'", "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n");
        }
    }

    private static void fields(List<Refused> all) {
        add(all, "space before the colon", get("X : 1\r\n"));
        add(all, "tab before the colon", get("X\t: 1\r\n"));
        add(all, "space before the colon of a length", post("Content-Length : 5\r\n", "12345"));
        add(all, "space before the colon of a coding", post("Transfer-Encoding : chunked\r\n", ""));
        add(all, "empty name", get(": 1\r\n"));
        add(all, "no colon", get("X\r\n"));
        add(all, "parenthesis in a name", get("X(: 1\r\n"));
        add(all, "NUL in a name", get("X\0: 1\r\n"));
        add(all, "Latin 1 in a name", get("X\u00e9: 1\r\n"));
        add(all, "space in a name", get("X Y: 1\r\n"));
        add(all, "NUL in a value", get("X: a\0b\r\n"));
        add(all, "vertical tab in a value", get("X: a\u000bb\r\n"));
        add(all, "DEL in a value", get("X: a\u007fb\r\n"));
        add(all, "backspace in a value", get("X: a\bb\r\n"));
    }

    private static void lengths(List<Refused> all) {
        String chunked = "Transfer-Encoding: chunked\r\n";
        String body = "0\r\n\r\n" + SMUGGLED;
        add(all, "length and coding", post("Content-Length: 5\r\n" + chunked, body));
        add(all, "coding and length", post(chunked + "Content-Length: 5\r\n", body));
        add(all, "length 0 and coding", post("Content-Length: 0\r\n" + chunked, body));
        add(all, "coding in HTTP/1.0", "POST / HTTP/1.0\r\n" + HOST + chunked + "\r\n" + body);
        add(all, "coding twice", post(chunked + chunked, body));
        for (String coding :
                List.of(
                        "",
                        "gzip",
                        "identity",
                        "gzip, chunked",
                        "chunked, gzip",
                        "chunked, chunked",
                        "chunked,",
                        ",chunked",
                        "xchunked",
                        "chunkedx",
                        "chunked;q=1",
                        "\"chunked\"",
                        "chun ked",
                        "chunked\u00a0")) {
            add(
                    all,
                    "coding '" + coding + "'",
                    post("Transfer-Encoding: " + coding + "\r\n", body));
        }
        add(
                all,
                "length twice, the same",
                post("Content-Length: 5\r\nContent-Length: 5\r\n", body));
        add(
                all,
                "length twice, different",
                post("Content-Length: 5\r\nContent-Length: 0\r\n", body));
        for (String length :
                List.of(
                        "",
                        "5, 5",
                        "5,6",
                        "+5",
                        "-5",
                        "0x5",
                        "5 5",
                        "5;",
                        "5.0",
                        "1e1",
                        "five",
                        "\u00b2",
                        "18446744073709551621",
                        "99999999999999999999")) {
            add(all, "length '" + length + "'", post("Content-Length: " + length + "\r\n", body));
        }
        all.add(
                new Refused(
                        "unknown expectation",
                        417,
                        post("Expect: 200-ok\r\nContent-Length: 0\r\n", "")));
    }

    private static void chunks(List<Refused> all) {
        String end = "0\r\n\r\n" + SMUGGLED;
        chunk(all, "LF after a size", "5\nhello\r\n" + end);
        chunk(all, "CR after a size", "5\rhello\r\n" + end);
        chunk(all, "no size", "\r\nhello\r\n" + end);
        chunk(all, "only an extension", ";x\r\nhello\r\n" + end);
        chunk(all, "size with 0x", "0x5\r\nhello\r\n" + end);
        chunk(all, "size with a plus", "+5\r\nhello\r\n" + end);
        chunk(all, "size with a minus", "-5\r\nhello\r\n" + end);
        chunk(all, "space before a size", " 5\r\nhello\r\n" + end);
        chunk(all, "space after a size", "5 \r\nhello\r\n" + end);
        chunk(all, "underscore in a size", "1_0\r\n" + end);
        chunk(all, "letter in a size", "5g\r\nhello\r\n" + end);
        chunk(all, "size of 16 digits", "0000000000000005\r\nhello\r\n" + end);
        chunk(all, "size beyond 64 bits", "10000000000000005\r\nhello\r\n" + end);
        chunk(all, "LF in an extension", "5;x\nhello\r\n" + end);
        chunk(all, "CR in an extension", "5;x\ry\r\nhello\r\n" + end);
        chunk(all, "NUL in an extension", "5;x\0\r\nhello\r\n" + end);
        chunk(all, "LF in a quoted extension", "5;x=\"a\n\"\r\nhello\r\n" + end);
        chunk(all, "extension of 300 bytes", "5;" + "x".repeat(300) + "\r\nhello\r\n" + end);
        chunk(all, "no line end after data", "5\r\nhello" + end);
        chunk(all, "LF after data", "5\r\nhello\n" + end);
        chunk(all, "CR after data", "5\r\nhello\r" + end);
        chunk(all, "more data than the size", "5\r\nhello!\r\n" + end);
        chunk(all, "less data than the size", "5\r\nhell\r\n" + end);
        chunk(all, "LF after the last size", "0\n\r\n" + SMUGGLED);
        chunk(all, "LF after the last chunk", "0\r\n\n" + SMUGGLED);
        chunk(all, "trailer with LF", "0\r\nX: 1\n\r\n" + SMUGGLED);
        chunk(all, "trailer without a colon", "0\r\nX\r\n\r\n" + SMUGGLED);
        chunk(all, "trailer with a space before the colon", "0\r\nX : 1\r\n\r\n" + SMUGGLED);
        chunk(all, "folded trailer", "0\r\nX: 1\r\n 2\r\n\r\n" + SMUGGLED);
        chunk(all, "NUL in a trailer", "0\r\nX: \0\r\n\r\n" + SMUGGLED);
        all.add(
                new Refused(
                        "trailers of 9 KB",
                        431,
                        post(
                                "Transfer-Encoding: chunked\r\n",
                                "0\r\nX: " + "x".repeat(9000) + "\r\n\r\n")));
    }

    private static void connections(List<Refused> all) {
        for (String nominated :
                List.of(
                        "Host",
                        "Content-Length",
                        "transfer-encoding",
                        "X-Forwarded-For",
                        "close, X-Forwarded-Proto",
                        "X-Real-IP",
                        "Authorization",
                        "Cookie",
                        "a b",
                        "\"x\"",
                        "x;y",
                        "@")) {
            add(all, "Connection '" + nominated + "'", get("Connection: " + nominated + "\r\n"));
        }
        StringBuilder many = new StringBuilder("a0");
        for (int i = 1; i < 20; i++) {
            many.append(", a").append(i);
        }
        add(all, "Connection with 20 names", get("Connection: " + many + "\r\n"));
    }

    private static void limits(List<Refused> all) {
        all.add(
                new Refused(
                        "request line of 9 KB",
                        414,
                        "GET /" + "x".repeat(9000) + " HTTP/1.1\r\n" + HOST + "\r\n"));
        all.add(new Refused("request line without end", 414, "GET /" + "x".repeat(9000)));
        all.add(new Refused("field of 41 KB", 431, get("X: " + "x".repeat(41_000) + "\r\n")));
        all.add(
                new Refused(
                        "41 KB of fields",
                        431,
                        get(("X: " + "x".repeat(996) + "\r\n").repeat(41))));
        all.add(new Refused("101 fields", 431, get("X: 1\r\n".repeat(100))));
        all.add(new Refused("header without end", 408, "GET / HTTP/1.1\r\n" + HOST));
        all.add(new Refused("body without end", 408, post("Content-Length: 9\r\n", "123")));
    }

    static Stream<Passed> passed() {
        String close = "Connection: close\r\n";
        return Stream.of(
                new Passed(
                        "plain request",
                        get(close),
                        List.of(
                                "GET / HTTP/1.1\r\n",
                                "\r\nHost: app.test\r\n",
                                "\r\nX-Forwarded-For: 127.0.0.1\r\n",
                                "\r\nX-Forwarded-Proto: http\r\n",
                                "\r\nX-Forwarded-Port: ",
                                "\r\nX-Request-Start: t=",
                                "\r\nX-Request-Id: "),
                        List.of("connection:", "content-length", "transfer-encoding")),
                new Passed(
                        "host with port, closing dot and capitals",
                        "GET / HTTP/1.1\r\nHost: APP.Test.:8080\r\n" + close + "\r\n",
                        List.of("Host: APP.Test.:8080\r\n"),
                        List.of()),
                new Passed(
                        "wildcard host",
                        "GET / HTTP/1.1\r\nHost: a.b.wild.test\r\n" + close + "\r\n",
                        List.of("Host: a.b.wild.test\r\n"),
                        List.of()),
                new Passed(
                        "URL as target overrides Host",
                        "GET http://App.test:80/a?b HTTP/1.1\r\nHost: other.test\r\n"
                                + close
                                + "\r\n",
                        List.of("GET /a?b HTTP/1.1\r\n", "Host: App.test:80\r\n"),
                        List.of("other.test")),
                new Passed(
                        "URL without a path",
                        "GET http://app.test HTTP/1.1\r\nHost: app.test\r\n" + close + "\r\n",
                        List.of("GET / HTTP/1.1\r\n"),
                        List.of()),
                new Passed(
                        "asterisk with OPTIONS",
                        "OPTIONS * HTTP/1.1\r\n" + HOST + close + "\r\n",
                        List.of("OPTIONS * HTTP/1.1\r\n"),
                        List.of()),
                new Passed(
                        "unknown method",
                        "PROPFIND /x HTTP/1.1\r\n" + HOST + close + "\r\n",
                        List.of("PROPFIND /x HTTP/1.1\r\n"),
                        List.of()),
                new Passed(
                        "bytes above ASCII in target and value",
                        "GET /\u00c3\u00bc HTTP/1.1\r\n"
                                + HOST
                                + "X: \u00e9\u00ff\r\n"
                                + close
                                + "\r\n",
                        List.of("GET /\u00c3\u00bc HTTP/1.1", "X: \u00e9\u00ff\r\n"),
                        List.of()),
                new Passed(
                        "space around values, empty value",
                        get("A:1\r\nB: \t 2 \t \r\nC:\r\nD:  \r\n" + close),
                        List.of("\r\nA: 1\r\n", "\r\nB: 2\r\n", "\r\nC: \r\n", "\r\nD: \r\n"),
                        List.of()),
                new Passed(
                        "claims about the client are replaced",
                        get(
                                "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                                        + "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\n"
                                        + "X-Forwarded-Scheme: evil\r\nX-Forwarded-Prefix: /evil\r\n"
                                        + "x-real-ip: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                                        + "X-Request-Start: t=1\r\nX-Forwarded-Ssl: on\r\n"
                                        + close),
                        List.of("X-Forwarded-For: 127.0.0.1\r\n"),
                        List.of("6.6.6.6", "https", "evil", "t=1\r\n", "ssl")),
                new Passed(
                        "names with underscores are dropped",
                        get(
                                "X_Forwarded_For: 6.6.6.6\r\nContent_Length: 5\r\n"
                                        + "Transfer_Encoding: chunked\r\n_: 1\r\n"
                                        + close),
                        List.of(),
                        List.of("6.6.6.6", "content", "chunked", "_:")),
                new Passed(
                        "fields of this hop are dropped",
                        get(
                                "Connection: keep-alive, X-Hop, close\r\nX-Hop: 1\r\nx-hop: 2\r\n"
                                        + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n"
                                        + "TE: trailers\r\nTrailer: X\r\nProxy: http://evil\r\n"),
                        List.of(),
                        List.of("hop", "keep-alive", "te:", "trailer", "evil", "connection:")),
                new Passed(
                        "upgrade to h2c is dropped",
                        get(
                                "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
                                        + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"),
                        List.of(),
                        List.of("upgrade", "h2c", "http2")),
                new Passed(
                        "upgrade to WebSocket without a key is dropped",
                        get("Connection: Upgrade, close\r\nUpgrade: websocket\r\n"),
                        List.of(),
                        List.of("upgrade", "websocket")),
                new Passed(
                        "valid request id is kept",
                        get("X-Request-Id: a-B_9.:+/=\r\n" + close),
                        List.of("X-Request-Id: a-B_9.:+/=\r\n"),
                        List.of()),
                new Passed(
                        "invalid request id is replaced",
                        get("X-Request-Id: <script>\r\n" + close),
                        List.of("X-Request-Id: "),
                        List.of("script")),
                new Passed(
                        "body with a length",
                        post("content-length: 005\r\n" + close, "hello"),
                        List.of("\r\nContent-Length: 5\r\n", "\r\n\r\nhello"),
                        List.of("chunked")),
                new Passed(
                        "empty body keeps its length",
                        post("Content-Length: 0\r\n" + close, ""),
                        List.of("\r\nContent-Length: 0\r\n"),
                        List.of()),
                new Passed(
                        "chunks lose extensions and trailers",
                        post(
                                "Transfer-Encoding: Chunked\r\n" + close,
                                "005;a=\"b;c\"\r\nhello\r\n0;x\r\nHost: evil\r\nX-T: 1\r\n\r\n"),
                        List.of("Transfer-Encoding: chunked\r\n"),
                        List.of("evil", "a=", ";x", "X-T")),
                new Passed(
                        "trailers that may be passed on",
                        post(
                                "Transfer-Encoding: chunked\r\nTrailer: Digest\r\n" + close,
                                "1\r\na\r\n0\r\nContent-Digest: x\r\nAuthorization: evil\r\n"
                                        + "Transfer-Encoding: evil\r\nX-Forwarded-For: evil\r\n\r\n"),
                        List.of("1\r\na\r\n0\r\nContent-Digest: x\r\n\r\n"),
                        List.of("evil", "trailer:")),
                new Passed(
                        "spaces around the coding",
                        post("Transfer-Encoding: \t chunked \r\n" + close, "1\r\na\r\n0\r\n\r\n"),
                        List.of("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n\r\n"),
                        List.of()),
                new Passed(
                        "99 fields",
                        get("X: 1\r\n".repeat(97) + close),
                        List.of("X: 1\r\n"),
                        List.of()),
                new Passed(
                        "HTTP/1.0 becomes 1.1",
                        "GET /old HTTP/1.0\r\n" + HOST + "\r\n",
                        List.of("GET /old HTTP/1.1\r\n"),
                        List.of("connection:")));
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n" + body;
    }

    private static void add(List<Refused> all, String name, String bytes) {
        all.add(new Refused(name, 400, bytes + (bytes.endsWith("\n\n") ? SMUGGLED : "")));
    }

    private static void line(List<Refused> all, String name, String line) {
        add(all, name, line + "\r\n" + HOST + "\r\n");
    }

    private static void chunk(List<Refused> all, String name, String body) {
        add(all, name, post("Transfer-Encoding: chunked\r\n", body));
    }
}
