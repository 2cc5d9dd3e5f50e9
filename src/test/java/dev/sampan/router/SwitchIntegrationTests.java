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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deploy relies on: no request is lost when targets change, and an old target is known to be unused. */
class SwitchIntegrationTests {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir private Path home;

    @Test
    void losesNoRequestWhenTargetsAreReplacedUnderLoad() throws Exception {
        TestOrigin current = TestOrigin.ok();
        try (TestRouter router = new TestRouter(home, current.target())) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean posts = i % 2 == 0;
                clients.add(
                        Thread.ofVirtual().start(() -> load(router, posts, stop, served, wrong)));
            }
            for (int i = 0; i < 40; i++) {
                int before = served.get();
                TestOrigin next = TestOrigin.ok();
                Publication done =
                        router.publisher()
                                .publish(
                                        t ->
                                                t.with(
                                                        t.routes()
                                                                .getFirst()
                                                                .withTargets(
                                                                        List.of(next.target()))));
                assertThat(done.acknowledged()).as(done.detail()).isTrue();
                assertThat(router.control().awaitDrained(current.target(), Duration.ofSeconds(5)))
                        .isTrue();
                current.close();
                current = next;
                while (served.get() < before + 50) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            RouteTotals totals = router.control().stats().route("app");
            assertThat(totals.failed()).isZero();
            assertThat(totals.requests()).isEqualTo(served.get());
        } finally {
            current.close();
        }
    }

    private static void load(
            TestRouter router,
            boolean posts,
            AtomicBoolean stop,
            AtomicInteger served,
            List<String> wrong) {
        String request =
                posts
                        ? "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc"
                        : "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
        try (Socket socket = router.connect()) {
            while (!stop.get()) {
                socket.getOutputStream().write(Ascii.bytes(request));
                byte[] bytes = socket.getInputStream().readNBytes(OK.length());
                String answer = Ascii.text(bytes, 0, bytes.length);
                if (!answer.equals(OK)) {
                    wrong.add(answer);
                    return;
                }
                served.incrementAndGet();
            }
        } catch (IOException e) {
            wrong.add(e.toString());
        }
    }

    @Test
    void finishesRequestWhenItsTargetLeavesTheTable() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        TestOrigin origin = new TestOrigin((head, in, out) -> slowly(go, out));
        try (origin;
                TestRouter router = new TestRouter(home, origin.target());
                Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
            while (origin.heads().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            router.publisher().publish(List.of());
            RouterControl control = router.control();
            assertThat(control.awaitDrained(origin.target(), Duration.ofMillis(100))).isFalse();
            assertThat(control.stats().target(origin.target()).inFlight()).isEqualTo(1);
            go.countDown();
            assertThat(client.getInputStream().readNBytes(OK.length())).isEqualTo(Ascii.bytes(OK));
            assertThat(control.awaitDrained(origin.target(), Duration.ofSeconds(5))).isTrue();
            assertThat(control.stats().targets()).isEmpty();
            assertThat(
                            router.exchange(
                                    "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    private static boolean slowly(CountDownLatch go, java.io.OutputStream out) throws IOException {
        try {
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        out.write(Ascii.bytes(OK));
        return true;
    }

    @Test
    void keepsRoutingWhenNewTableIsDamaged() throws Exception {
        try (TestOrigin origin = TestOrigin.ok();
                TestRouter router = new TestRouter(home, origin.target())) {
            java.nio.file.Files.writeString(home.resolve("router/routes.json"), "damaged");

            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> router.control().reload(Duration.ofSeconds(5)))
                    .isInstanceOf(RouterUnavailableException.class)
                    .hasMessageContaining("is damaged");
            assertThat(
                            router.exchange(
                                    "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n"))
                    .endsWith("ok");
        }
    }

    @Test
    void countsByRouteAndTargetWhenSeveralServe() throws Exception {
        try (TestOrigin one = TestOrigin.ok();
                TestOrigin two = TestOrigin.ok();
                TestRouter router = new TestRouter(home, one.target(), two.target())) {
            for (int i = 0; i < 40; i++) {
                router.exchange("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
            }
            RouterStats stats = router.control().stats();
            assertThat(stats.route("app").requests()).isEqualTo(40);
            assertThat(stats.target(one.target()).requests()).isPositive();
            assertThat(stats.target(two.target()).requests()).isPositive();
            assertThat(
                            stats.target(one.target()).requests()
                                    + stats.target(two.target()).requests())
                    .isEqualTo(40);
            assertThat(stats.pid()).isEqualTo(ProcessHandle.current().pid());
        }
    }
}
