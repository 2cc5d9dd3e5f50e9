package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.RequestRate;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the router does for an app before it passes a request on, over real sockets. */
class PolicyIntegrationTests {

    private static final String GET = "GET /a?b HTTP/1.1\r\nHost: app.test\r\n";
    private static final String CLOSE = "Connection: close\r\n\r\n";
    private static final RoutePolicy DEFAULT = RoutePolicy.DEFAULT;

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
        router = new TestRouter(home, origin.target());
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    private static AccessRules access(List<String> denied, List<String> allowed) {
        return new AccessRules(
                denied.stream().map(AddressBlock::parse).toList(),
                allowed.stream().map(AddressBlock::parse).toList(),
                Map.of());
    }

    @Test
    void logsAShareOfWhatWentWellAndEveryErrorAndMeasuresAll() throws IOException {
        router.setPolicy(DEFAULT.withLog(new LogShare(250_000)));
        for (int i = 0; i < 40; i++) {
            assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        }
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"));
                    return true;
                });
        for (int i = 0; i < 5; i++) {
            assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 500 ");
        }
        Latencies latencies = router.control().stats().route("app").latencies();
        router.close();

        assertThat(latencies.count()).isEqualTo(45);
        assertThat(latencies.quantile(0.5)).isPositive();
        List<String> lines = Files.readAllLines(home.resolve("router/access.log"));
        assertThat(lines).filteredOn(line -> line.contains("\"status\":500")).hasSize(5);
        assertThat(lines)
                .filteredOn(line -> line.contains("\"status\":200"))
                .hasSizeBetween(9, 10); // each of two workers counts by itself
    }

    @Test
    void refusesBodyThatIsTooLargeByLengthAndByChunks() throws IOException {
        router.setPolicy(DEFAULT.withLimits(RequestLimits.DEFAULT.withMaxBodyBytes(5)));
        String post = "POST / HTTP/1.1\r\nHost: app.test\r\n";

        assertThat(router.exchange(post + "Content-Length: 5\r\n" + CLOSE + "abcde"))
                .endsWith("ok");
        assertThat(router.exchange(post + "Content-Length: 6\r\n\r\nabcdef"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(
                        router.exchange(
                                post
                                        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        router.setPolicy(DEFAULT.withLimits(RequestLimits.DEFAULT.withMaxBodyBytes(0)));
        assertThat(router.exchange(post + "Content-Length: 6\r\n" + CLOSE + "abcdef"))
                .endsWith("ok");
    }

    @Test
    void waitsForAppAsLongAsItsOwnTimeoutSays() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    in.read();
                    return false;
                });
        router.setPolicy(
                DEFAULT.withTimeouts(
                        new RouteTimeouts(
                                Optional.empty(),
                                Optional.of(Duration.ofMillis(50)),
                                Optional.empty())));

        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void letsOnlyAllowedAddressesIn() throws IOException {
        router.setPolicy(DEFAULT.withAccess(access(List.of("127.0.0.0/8"), List.of())));
        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 403 Forbidden\r\n");
        router.setPolicy(DEFAULT.withAccess(access(List.of(), List.of("10.0.0.0/8"))));
        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 403 Forbidden\r\n");
        router.setPolicy(DEFAULT.withAccess(access(List.of("10.0.0.0/8"), List.of("127.0.0.1"))));
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        assertThat(origin.heads()).hasSize(1);
        assertThat(router.stats().route("app").requests()).isEqualTo(3);
        assertThat(router.stats().route("app").failed()).isZero();
        assertThat(router.stats().route("app").inFlight()).isZero();
    }

    @Test
    void refusesRequestsThatComeTooOften() throws IOException {
        RequestRate two = RequestRate.parse("2/h");
        router.setPolicy(
                DEFAULT.withLimits(
                        RequestLimits.DEFAULT.withRates(Optional.of(two), Optional.empty())));
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        assertThat(router.exchange(GET + CLOSE))
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .containsPattern("Retry-After: 1[0-9]{3}\r\n");

        RequestRate one = RequestRate.parse("1/h");
        router.setPolicy(
                DEFAULT.withLimits(
                        RequestLimits.DEFAULT.withRates(Optional.empty(), Optional.of(one))));
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 429 ");
        router.setPolicy(DEFAULT);
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
    }

    @Test
    void refusesRequestsThatAreTooManyAtOnceAndGivesPlacesBack() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    arrived.countDown();
                    try {
                        assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
        router.setPolicy(DEFAULT.withLimits(RequestLimits.DEFAULT.withMaxRequests(1, 0)));
        try (Socket first = router.connect()) {
            first.getOutputStream().write(Ascii.bytes(GET + CLOSE));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(router.exchange(GET + CLOSE))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1\r\n");
            go.countDown();
            assertThat(new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("ok");
        }
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
        router.setPolicy(DEFAULT.withLimits(RequestLimits.DEFAULT.withMaxRequests(1, 1)));
        assertThat(router.exchange(GET + "\r\n" + GET + CLOSE)).endsWith("ok");
    }

    @Test
    void asksForPasswordAndRemembersRightOnes() throws IOException {
        String hash = PasswordHash.of("open sesame").text();
        router.setPolicy(
                DEFAULT.withAccess(new AccessRules(List.of(), List.of(), Map.of("anna", hash))));

        assertThat(router.exchange(GET + CLOSE))
                .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                .contains("WWW-Authenticate: Basic realm=\"app\", charset=\"UTF-8\"\r\n");
        assertThat(router.exchange(GET + basic("anna:wrong") + CLOSE)).startsWith("HTTP/1.1 401 ");
        assertThat(router.exchange(GET + basic("otto:open sesame") + CLOSE))
                .startsWith("HTTP/1.1 401 ");
        assertThat(router.exchange(GET + "Authorization: Basic !!\r\n" + CLOSE))
                .startsWith("HTTP/1.1 401 ");
        String right = GET + basic("anna:open sesame");
        assertThat(router.exchange(right + CLOSE)).endsWith("ok");
        assertThat(router.exchange((right + "\r\n").repeat(3) + right + CLOSE).split("ok", -1))
                .hasSize(5);
        assertThat(
                        router.exchange(
                                "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n"
                                        + basic("anna:open sesame")
                                        + CLOSE
                                        + "abc"))
                .endsWith("ok");
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @Test
    void answersForAppThatIsInMaintenance() throws IOException {
        router.setPolicy(DEFAULT.withGate(Gate.maintenance(null)));
        assertThat(router.exchange(GET + CLOSE))
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("Retry-After: 60\r\n", "The app is being worked on");
        router.setPolicy(DEFAULT.withGate(Gate.maintenance("<h1>Back at noon</h1>")));
        assertThat(router.exchange(GET + "Accept: text/html\r\n" + CLOSE))
                .endsWith("<h1>Back at noon</h1>");
        assertThat(origin.heads()).isEmpty();
    }

    @Test
    void showsPagesOfAppInPlaceOfItsOwn() throws IOException {
        router.setPolicy(DEFAULT.withPages(Map.of(503, "<h1>Oh no, {id}</h1>")));
        router.publisher().publish(t -> t.with(t.find("app").orElseThrow().withTargets(List.of())));

        assertThat(router.exchange(GET + "Accept: text/html\r\nX-Request-Id: abc-123\r\n" + CLOSE))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("<h1>Oh no, abc-123</h1>");
        assertThat(router.exchange(GET + CLOSE)).contains("text/plain");
    }

    @Test
    void sendsOldHostNamesToNewOnes() throws IOException {
        router.setPolicy(
                DEFAULT.withRedirects(
                        List.of(
                                new Redirect("www.app.test", "app.test", 301),
                                new Redirect("*.old.test", "new.test", 308))));

        assertThat(router.exchange(GET.replace("app.test", "www.app.test") + CLOSE))
                .startsWith("HTTP/1.1 301 Moved Permanently\r\n")
                .contains("Location: http://app.test/a?b\r\n");
        assertThat(router.exchange(GET.replace("app.test", "www.app.test:8080") + CLOSE))
                .contains("Location: http://app.test:8080/a?b\r\n");
        assertThat(router.exchange(GET.replace("app.test", "x.y.old.test") + CLOSE))
                .startsWith("HTTP/1.1 308 Permanent Redirect\r\n")
                .contains("Location: http://new.test/a?b\r\n");
        assertThat(router.exchange(GET + CLOSE)).endsWith("ok");
    }

    @Test
    void holdsRequestsOfPausedAppUntilItIsResumed() throws Exception {
        router.setPolicy(DEFAULT.withGate(Gate.paused(Duration.ofSeconds(30))));
        Socket gone = router.connect();
        try (Socket get = router.connect();
                Socket post = router.connect()) {
            get.getOutputStream().write(Ascii.bytes(GET + CLOSE));
            post.getOutputStream()
                    .write(
                            Ascii.bytes(
                                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n"
                                            + CLOSE
                                            + "abc"));
            gone.getOutputStream().write(Ascii.bytes(GET + CLOSE));
            await(() -> router.stats().route("app").inFlight() == 3);
            gone.close();
            await(() -> router.stats().route("app").aborted() == 1);
            assertThat(origin.heads()).isEmpty();

            router.setPolicy(DEFAULT);

            assertThat(text(get)).endsWith("ok");
            assertThat(text(post)).endsWith("ok");
            assertThat(origin.heads()).hasSize(2);
        }
    }

    @Test
    void answersUnavailableWhenPauseTakesTooLong() throws IOException {
        router.setPolicy(DEFAULT.withGate(Gate.paused(Duration.ofMillis(50))));
        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 503 ");
        router.setPolicy(
                DEFAULT.withGate(new Gate(Gate.Mode.PAUSED, Duration.ofSeconds(30), 0, null)));
        assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void letsOtherAppAnswerBelowPath() throws IOException {
        try (TestOrigin api =
                TestOrigin.replying("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napi")) {
            router.publisher()
                    .publish(t -> t.with(new Route("api", List.of(), List.of(api.target()))));
            router.setPolicy(
                    DEFAULT.withPaths(
                            List.of(
                                    new PathRoute("/api", "api"),
                                    new PathRoute("/api/own", "app"),
                                    new PathRoute("/missing", "nothing"))));

            assertThat(router.exchange(GET.replace("/a?b", "/api") + CLOSE)).endsWith("api");
            assertThat(router.exchange(GET.replace("/a?b", "/api/x") + CLOSE)).endsWith("api");
            assertThat(router.exchange(GET.replace("/a?b", "/api?x") + CLOSE)).endsWith("api");
            assertThat(router.exchange(GET.replace("/a?b", "/apis") + CLOSE)).endsWith("ok");
            assertThat(router.exchange(GET.replace("/a?b", "/api/own/x") + CLOSE)).endsWith("ok");
            assertThat(router.exchange(GET.replace("/a?b", "/missing") + CLOSE)).endsWith("ok");
            assertThat(router.stats().route("api").requests()).isEqualTo(3);
        }
    }

    @Test
    void findsPathOfOtherAppHoweverItIsWrittenAndRefusesWhatLeadsOutOfIt() throws IOException {
        try (TestOrigin api =
                TestOrigin.replying("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napi")) {
            router.publisher()
                    .publish(t -> t.with(new Route("api", List.of(), List.of(api.target()))));
            router.setPolicy(DEFAULT.withPaths(List.of(new PathRoute("/api/v1", "api"))));

            for (String path :
                    List.of(
                            "//api/v1",
                            "/api//v1/x",
                            "/%61pi/v1",
                            "/api/%76%31/x",
                            "/api%2fv1%2Fx",
                            "/api/v1/x%2Fy/%zz",
                            "/api/v1/..x/.well-known/%2e%2e%2e",
                            "/api/v1/x?a=/../b")) {
                assertThat(router.exchange(GET.replace("/a?b", path) + CLOSE))
                        .as(path)
                        .endsWith("api");
            }
            for (String path :
                    List.of(
                            "/api/v1/../x",
                            "/api/v1/..",
                            "/x/../api/v1",
                            "/./api/v1",
                            "/api/v1/%2e%2e/x",
                            "/api/v1/.%2E/x",
                            "/api/v1/..%2fx",
                            "/api/v1/%2e%2e%5cx",
                            "/api/v1/..\\x",
                            "/api/v1/..;a=b/x")) {
                assertThat(router.exchange(GET.replace("/a?b", path) + CLOSE))
                        .as(path)
                        .startsWith("HTTP/1.1 400 ");
            }
            for (String path : List.of("/api", "/api/v1x", "/api/v", "/%2561pi/v1", "/x%2F/y")) {
                assertThat(router.exchange(GET.replace("/a?b", path) + CLOSE))
                        .as(path)
                        .endsWith("ok");
            }
            assertThat(api.heads()).hasSize(8).anyMatch(head -> head.startsWith("GET //api/v1 "));
            assertThat(router.stats().route("app").inFlight()).isZero();
        }
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
