package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Targets that the router asks whether they are well, over real sockets. */
class TargetCheckIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n";
    private static final String CLOSE = "Connection: close\r\n\r\n";

    @TempDir private Path home;

    private static TargetCheck check(TargetCheck.Kind kind) {
        return new TargetCheck(
                kind, "/health", "app.test", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);
    }

    private static RoutePolicy checking(TargetCheck.Kind kind) {
        return RoutePolicy.DEFAULT.withBalance(Balance.DEFAULT.withCheck(check(kind)));
    }

    /** Answers requests with a letter, and its health with a status. */
    private static TestOrigin.Script origin(String letter, int health) {
        return (head, in, out) -> {
            boolean checked = head.startsWith("GET /health ");
            out.write(
                    Ascii.bytes(
                            "HTTP/1.1 %d X\r\nContent-Length: 1\r\n\r\n%s"
                                    .formatted(checked ? health : 200, letter)));
            return true;
        };
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not true: " + what).isLessThan(end);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean answers(TestRouter router, String letter) {
        try {
            return router.exchange(GET + CLOSE).endsWith(letter);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void takesOutWhatFailsAndPutsItBack() throws IOException {
        try (TestOrigin good = new TestOrigin(origin("a", 204));
                TestOrigin bad = new TestOrigin(origin("b", 503));
                TestRouter router = new TestRouter(home, good.target(), bad.target())) {
            router.setPolicy(checking(TargetCheck.Kind.HTTP));

            await("it is out", () -> router.stats().out().containsKey(bad.target()));
            assertThat(router.control().stats().out())
                    .containsExactly(java.util.Map.entry(bad.target(), "status 503"));
            for (int i = 0; i < 30; i++) {
                assertThat(answers(router, "a")).isTrue();
            }
            assertThat(bad.heads())
                    .anySatisfy(
                            head ->
                                    assertThat(head)
                                            .startsWith(
                                                    "GET /health HTTP/1.1\r\nHost: app.test\r\n")
                                            .contains("User-Agent: sampan-check\r\n"));

            bad.setScript(origin("b", 200));
            await("it is back", () -> router.stats().out().isEmpty());
            await("it is asked again", () -> answers(router, "b"));
            assertThat(router.stats().target(good.target()).requests()).isPositive();
        }
    }

    @Test
    void takesOutWhereNobodyListens() throws IOException {
        TestOrigin gone = TestOrigin.ok();
        gone.close();
        try (TestOrigin good = TestOrigin.ok();
                TestRouter router = new TestRouter(home, good.target(), gone.target())) {
            router.setPolicy(checking(TargetCheck.Kind.TCP));

            await("it is out", () -> router.stats().out().containsKey(gone.target()));

            assertThat(router.stats().out()).containsEntry(gone.target(), "nobody listens");
            assertThat(router.stats().out()).doesNotContainKey(good.target());
            assertThat(good.heads()).isEmpty();
        }
    }

    @Test
    void servesFromTheOnlyTargetThoughItFails() throws IOException {
        try (TestOrigin only = new TestOrigin(origin("a", 500));
                TestRouter router = new TestRouter(home, only.target())) {
            router.setPolicy(checking(TargetCheck.Kind.HTTP));
            await("it is out", () -> router.stats().out().containsKey(only.target()));

            assertThat(answers(router, "a")).isTrue();
        }
    }

    @Test
    void leavesShareWhoseTargetsFailToTheOthers() throws IOException {
        try (TestOrigin old = new TestOrigin(origin("a", 200));
                TestOrigin canary = new TestOrigin(origin("b", 500));
                TestRouter router = new TestRouter(home)) {
            router.setPolicy(checking(TargetCheck.Kind.HTTP));
            router.publisher()
                    .publish(
                            t ->
                                    t.with(
                                            t.find("app")
                                                    .orElseThrow()
                                                    .withShares(
                                                            List.of(
                                                                    new Share(
                                                                            "v1",
                                                                            10,
                                                                            List.of(old.target())),
                                                                    new Share(
                                                                            "v2",
                                                                            90,
                                                                            List.of(
                                                                                    canary
                                                                                            .target()))))));
            await("it is out", () -> router.stats().out().containsKey(canary.target()));

            for (int i = 0; i < 30; i++) {
                assertThat(answers(router, "a")).isTrue();
            }
        }
    }

    @Test
    void forgetsWhatWasFoundWhenChecksEnd() throws IOException {
        try (TestOrigin good = new TestOrigin(origin("a", 200));
                TestOrigin bad = new TestOrigin(origin("b", 500));
                TestRouter router = new TestRouter(home, good.target(), bad.target())) {
            router.setPolicy(checking(TargetCheck.Kind.HTTP));
            await("it is out", () -> router.stats().out().containsKey(bad.target()));

            router.setPolicy(RoutePolicy.DEFAULT);

            assertThat(router.stats().out()).isEmpty();
            await("it gets requests", () -> answers(router, "b"));
        }
    }

    @Test
    void asksFewTargetsAtATimeHoweverManyThereAre() throws Exception {
        int count = 200;
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ServerSocket silent = new ServerSocket(0, 1000);
                TestRouter router = new TestRouter(home)) {
            Thread.ofPlatform().daemon().start(() -> acceptAll(silent, open, most));
            List<Target> targets = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                targets.add(new Target("127.5.0." + i, silent.getLocalPort()));
            }
            router.setPolicy(checking(TargetCheck.Kind.HTTP));
            router.publisher()
                    .publish(t -> t.with(t.find("app").orElseThrow().withTargets(targets)));

            await("all are out", () -> router.stats().out().size() == count);

            assertThat(router.stats().out().values()).containsOnly("no answer in time");
            // 32 of each of the two workers, and as many whose end has not been seen yet.
            assertThat(most.get()).isBetween(1, 128);
        }
    }

    private static void acceptAll(ServerSocket silent, AtomicInteger open, AtomicInteger most) {
        while (!silent.isClosed()) {
            try {
                Socket socket = silent.accept();
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                Thread.ofVirtual().start(() -> readToItsEnd(socket, open));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void readToItsEnd(Socket socket, AtomicInteger open) {
        try (socket;
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(60_000);
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            assertThat(e).isNotNull();
        } finally {
            open.decrementAndGet();
        }
    }
}
