package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies, back-pressure, retries, timeouts and the router's own answers, over real sockets. */
class ProxyIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n";
    private static final String CLOSE = "Connection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir private Path home;
    private TestOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    private static RouterSettings quick() {
        Duration second = Duration.ofSeconds(1);
        return new RouterSettings(second, second, second, second, second, second, 0, 1000);
    }

    @Test
    void usesOneConnectionWhenRequestsFollowEachOther() throws IOException {
        try (TestRouter router = new TestRouter(home, origin.target())) {
            String answer = router.exchange((GET + "\r\n").repeat(20) + GET + CLOSE);

            assertThat(answer.split("\r\n\r\nok", -1)).hasSize(22);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersNotFoundWhenHostIsUnknown() throws IOException {
        try (TestRouter router = new TestRouter(home, origin.target())) {
            String unknown = "GET / HTTP/1.1\r\nHost: other.test\r\n";

            assertThat(router.exchange(unknown + CLOSE))
                    .startsWith("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain");
            assertThat(router.exchange(unknown + "Accept: text/html,*/*\r\n" + CLOSE))
                    .startsWith("HTTP/1.1 404 Not Found\r\nContent-Type: text/html")
                    .contains("<h1>There is no app here</h1>")
                    .doesNotContain("http://", "https://", "other.test");
            assertThat(router.exchange(unknown.replace("GET", "HEAD") + CLOSE))
                    .endsWith("\r\n\r\n");
            assertThat(router.exchange(unknown + "\r\n" + GET + CLOSE)).endsWith("ok");
            assertThat(router.stats().unknownHosts()).isEqualTo(4);
        }
    }

    @Test
    void answersUnavailableWhenAppHasNoTarget() throws IOException {
        try (TestRouter router = new TestRouter(home)) {
            assertThat(router.exchange(GET + CLOSE))
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("Retry-After: 5\r\n");
            assertThat(router.stats().route("app").failed()).isEqualTo(1);
        }
    }

    @Test
    void answersBadGatewayWhenNobodyListens() throws IOException {
        try (TestRouter router = new TestRouter(home, freeTarget())) {
            assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
        }
    }

    @Test
    void triesOtherTargetWhenOneRefuses() throws IOException {
        try (TestRouter router = new TestRouter(home, freeTarget(), origin.target())) {
            for (int i = 0; i < 20; i++) {
                String post = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n" + CLOSE;
                assertThat(router.exchange(post + "abc")).endsWith("ok");
            }
            assertThat(router.stats().route("app").failed()).isZero();
        }
    }

    @Test
    void answersGatewayTimeoutWhenAppSaysNothing() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    in.read();
                    return false;
                });
        try (TestRouter router = new TestRouter(home, quick(), origin.target())) {
            assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
        }
    }

    @Test
    void breaksOffWhenAppStopsWithinBody() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
                    out.flush();
                    in.read();
                    return false;
                });
        try (TestRouter router = new TestRouter(home, quick(), origin.target())) {
            assertThat(router.exchange(GET + "\r\n")).endsWith("\r\n\r\nabc");
            assertThat(router.stats().route("app").failed()).isEqualTo(1);
        }
    }

    @Test
    void closesSilentlyWhenClientSendsNothing() throws IOException {
        try (TestRouter router = new TestRouter(home, quick(), origin.target())) {
            assertThat(router.exchange("")).isEmpty();
        }
    }

    @Test
    void sendsAgainWhenKeptConnectionWasClosed() throws IOException {
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            for (int i = 0; i < 30; i++) {
                // The app reads the second request of each connection and closes without a word.
                origin.setScript(closingAfterOne());
                send(client, GET + "\r\n");
                assertThat(receive(client, OK.length())).isEqualTo(OK);
            }
            assertThat(router.stats().route("app").failed()).isZero();
        }
    }

    private static TestOrigin.Script closingAfterOne() {
        return (head, in, out) -> {
            out.write(Ascii.bytes(OK));
            out.flush();
            TestOrigin.head(in);
            return false;
        };
    }

    @Test
    void doesNotSendAgainWhenRequestIsNotRepeatable() throws IOException {
        AtomicLong posts = new AtomicLong();
        origin.setScript(
                (head, in, out) -> {
                    if (head.startsWith("POST")) {
                        posts.incrementAndGet();
                        return false;
                    }
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (TestRouter router = new TestRouter(home, origin.target())) {
            String post = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n" + CLOSE;

            String answer = router.exchange(GET + "\r\n" + post);

            assertThat(answer).contains("HTTP/1.1 200 OK").contains("HTTP/1.1 502 Bad Gateway");
            assertThat(posts).hasValue(1);
        }
    }

    @Test
    void passesContinueWhenClientWaitsForIt() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    assertThat(head).contains("\r\nExpect: 100-continue\r\n");
                    out.write(Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n"));
                    out.flush();
                    String body = TestOrigin.body(head, in);
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body));
                    return true;
                });
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            send(
                    client,
                    "POST / HTTP/1.1\r\nHost: app.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
                            + CLOSE);
            assertThat(receive(client, 25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            send(client, "hello");
            assertThat(rest(client)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("hello");
        }
    }

    @Test
    void closesWhenAppAnswersBeforeTheBodyArrived() throws IOException {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig"));
                    return false;
                });
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            send(client, "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\nabc");
            assertThat(rest(client))
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                    .contains("Connection: close\r\n")
                    .endsWith("big");
        }
    }

    @Test
    void refusesWhenBodyIsLargerThanAllowed() throws IOException {
        RouterSettings settings = RouterSettings.DEFAULT.withMaxBodyBytes(1000);
        try (TestRouter router = new TestRouter(home, settings, origin.target())) {
            String post = "POST / HTTP/1.1\r\nHost: app.test\r\n";

            assertThat(router.exchange(post + "Content-Length: 1001\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n");
            assertThat(
                            router.exchange(
                                    post
                                            + "Transfer-Encoding: chunked\r\n\r\n400\r\n"
                                            + "x".repeat(1024)
                                            + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n");
        }
    }

    @Test
    void refusesConnectionsWhenThereAreTooMany() throws IOException {
        RouterSettings d = quick();
        RouterSettings two =
                new RouterSettings(
                        d.headerRead(),
                        d.bodyIdle(),
                        d.connect(),
                        d.responseHeader(),
                        Duration.ofSeconds(60),
                        d.tunnelIdle(),
                        0,
                        2);
        try (TestRouter router = new TestRouter(home, two, origin.target());
                Socket one = router.connect();
                Socket other = router.connect()) {
            send(one, GET + "\r\n");
            send(other, GET + "\r\n");
            receive(one, OK.length());
            receive(other, OK.length());

            assertThat(router.exchange("")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        }
    }

    /** Content of about that size goes along with its head, or behind it. */
    @Test
    void passesOnWholeContentWhenItIsAboutAThousandBytesLong() throws IOException {
        try (TestRouter router = new TestRouter(home, origin.target())) {
            for (int size = 990; size <= 1100; size++) {
                String content = "x".repeat(size);
                answerWith("Content-Length: " + size, content);
                assertThat(router.exchange(GET + CLOSE))
                        .contains("Content-Length: " + size + "\r\n")
                        .endsWith("\r\n\r\n" + content);
                String chunks = "3\r\none\r\n%x\r\n%s\r\n".formatted(size, content);
                answerWith("Transfer-Encoding: chunked", chunks + "0\r\n\r\n");
                String chunked = router.exchange(GET + CLOSE);
                assertThat(chunked)
                        .contains("Transfer-Encoding: chunked\r\n")
                        .endsWith("0\r\n\r\n");
                assertThat(contentOf(chunked)).isEqualTo("one" + content);
            }
        }
    }

    private static String contentOf(String chunked) {
        StringBuilder content = new StringBuilder();
        int at = chunked.indexOf("\r\n\r\n") + 4;
        while (true) {
            int line = chunked.indexOf("\r\n", at);
            int size = Integer.parseInt(chunked.substring(at, line), 16);
            at = line + 2 + size + 2;
            if (size == 0) {
                assertThat(at).isEqualTo(chunked.length());
                return content.toString();
            }
            content.append(chunked, line + 2, line + 2 + size);
            assertThat(chunked.substring(at - 2, at)).isEqualTo("\r\n");
        }
    }

    private void answerWith(String field, String body) {
        byte[] answer = Ascii.bytes("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + body);
        origin.setScript(
                (head, in, out) -> {
                    out.write(answer);
                    return true;
                });
    }

    @Test
    void streamsBothWaysWhenBodiesAreLarge() throws Exception {
        long size = 200L << 20;
        AtomicLong seen = new AtomicLong();
        origin.setScript(
                (head, in, out) -> {
                    byte[] buffer = new byte[64 << 10];
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
                    for (long left = size; left > 0; ) {
                        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                        left -= count;
                        seen.addAndGet(count);
                        out.write(Ascii.bytes(Integer.toHexString(count) + "\r\n"));
                        out.write(buffer, 0, count);
                        out.write(Ascii.bytes("\r\n"));
                    }
                    out.write(Ascii.bytes("0\r\n\r\n"));
                    return true;
                });
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            router.takeAnySize();
            send(
                    client,
                    "POST / HTTP/1.0\r\nHost: app.test\r\nContent-Length: " + size + "\r\n\r\n");
            Thread writer = Thread.ofVirtual().start(() -> pour(client, size));
            InputStream in = client.getInputStream();
            TestOrigin.head(in);
            long sum = 0;
            long count = 0;
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    sum += buffer[i] ^ (byte) (count + i);
                }
                count += n;
            }
            writer.join();
            assertThat(count).isEqualTo(size);
            assertThat(sum).as("differences").isZero();
            assertThat(seen).hasValue(size);
        }
    }

    private static void pour(Socket client, long size) {
        try {
            OutputStream out = client.getOutputStream();
            byte[] block = new byte[64 << 10];
            for (int i = 0; i < block.length; i++) {
                block[i] = (byte) i;
            }
            for (long sent = 0; sent < size; sent += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void slowsTheAppWhenClientReadsSlowly() throws Exception {
        long size = 300L << 20;
        AtomicLong written = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    byte[] block = new byte[64 << 10];
                    while (written.get() < size) {
                        out.write(block);
                        written.addAndGet(block.length);
                    }
                    done.countDown();
                    return true;
                });
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            send(client, GET + CLOSE);
            client.getInputStream().readNBytes(1000);
            long stalled = untilStable(written);
            assertThat(stalled).isLessThan(64L << 20);
            assertThat(rest(client).length()).isGreaterThan((int) (size - 2000));
            assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void slowsTheClientWhenAppReadsSlowly() throws Exception {
        long size = 300L << 20;
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    in.skipNBytes(size);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        AtomicLong written = new AtomicLong();
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            router.takeAnySize();
            send(
                    client,
                    "PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + size + "\r\n" + CLOSE);
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (written.get() < size) {
                                            pour(client, 64 << 10);
                                            written.addAndGet(64 << 10);
                                        }
                                    });
            assertThat(untilStable(written)).isLessThan(64L << 20);
            go.countDown();
            assertThat(rest(client)).endsWith("ok");
            writer.join();
        }
    }

    private static long untilStable(AtomicLong value) throws InterruptedException {
        long last = -1;
        while (value.get() == 0 || value.get() != last) {
            last = value.get();
            TimeUnit.MILLISECONDS.sleep(300); // the condition is that nothing happens
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
        try (TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            send(client, GET + "\r\n");
            TestOrigin.head(client.getInputStream());
            assertThat(receive(client, 14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            second.countDown();
            assertThat(receive(client, 19)).isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void resetsConnectionsToTheAppWhenVeryManyClientsLeave() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        AtomicInteger resets = new AtomicInteger();
        origin.setScript(
                (head, in, out) -> {
                    try {
                        assertThat(in.read()).isNegative();
                        ends.incrementAndGet();
                    } catch (SocketException e) {
                        resets.incrementAndGet();
                    }
                    return false;
                });
        try (TestRouter router = new TestRouter(home, origin.target())) {
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (resets.get() == 0) {
                assertThat(System.nanoTime()).as("resets").isLessThan(limit);
                try (Socket client = router.connect()) {
                    int before = ends.get() + resets.get();
                    send(client, GET + "\r\n");
                    while (origin.heads().size() == before) {
                        Thread.onSpinWait();
                    }
                }
                await(origin.heads().size(), ends, resets, limit);
            }
        }
        assertThat(ends.get()).isGreaterThanOrEqualTo(1000);
    }

    private static void await(int count, AtomicInteger ends, AtomicInteger resets, long limit)
            throws InterruptedException {
        while (ends.get() + resets.get() < count && System.nanoTime() < limit) {
            TimeUnit.MICROSECONDS.sleep(100);
        }
    }

    @Test
    void tellsTheAppWhenClientLeaves() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    if (in.read() < 0) {
                        closed.countDown();
                    }
                    return false;
                });
        try (TestRouter router = new TestRouter(home, origin.target())) {
            try (Socket client = router.connect()) {
                send(client, GET + "\r\n");
                while (origin.heads().isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(router.stats().route("app").aborted()).isEqualTo(1);
        }
    }

    @Test
    void writesAccessLogWithoutQueryWhenRequestEnds() throws Exception {
        try (TestRouter router = new TestRouter(home, origin.target())) {
            router.exchange(
                    "GET /a\"b?token=secret HTTP/1.1\r\nHost: app.test\r\nX-Request-Id: id-1\r\n"
                            + CLOSE);
            router.exchange("nonsense\r\n\r\n");
        }
        List<String> lines = Files.readAllLines(home.resolve("router/access.log"));
        assertThat(lines).hasSize(2);
        assertThat(lines)
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "\"id\":\"id-1\"",
                                                "\"path\":\"/a\\\"b\"",
                                                "\"status\":200")
                                        .contains("\"route\":\"app\"", "\"sent\":2")
                                        .doesNotContain("secret"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"status\":400"));
    }

    private static Target freeTarget() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Target("127.0.0.1", socket.getLocalPort());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(Ascii.bytes(text));
    }

    private static String receive(Socket socket, int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        return Ascii.text(bytes, 0, bytes.length);
    }

    private static String rest(Socket socket) throws IOException {
        byte[] bytes = socket.getInputStream().readAllBytes();
        return Ascii.text(bytes, 0, bytes.length);
    }
}
