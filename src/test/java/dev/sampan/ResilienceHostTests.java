package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Apps and routes outlive the control plane and the router, and deploys lose no request. */
class ResilienceHostTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SERVER =
            """
            const http = require('http');
            const started = Date.now();
            http.createServer((request, response) => response.end('%s ' + started)).listen(process.env.PORT);
            """;

    private final Platform platform = Platform.shared();

    @Test
    void appAnswersOnAndIsAdoptedWhenTheControlPlaneIsKilled() throws Exception {
        push("adopted", "one");
        String before = platform.get("adopted", "/").body();

        platform.kill("control");

        assertThat(platform.get("adopted", "/").body()).isEqualTo(before);
        platform.sampan("up").succeeds();
        assertThat(platform.get("adopted", "/").body()).isEqualTo(before);
        assertThat(platform.sampan("ps:report", "adopted", "--running").succeeds().output())
                .isEqualTo("true\n");
        push("adopted", "two");
        assertThat(platform.get("adopted", "/").body()).startsWith("two ");
    }

    @Test
    void deployThatWasCutOffLeavesNothing() throws Exception {
        Path source = push("halfway", "one");
        platform.commit(source, Map.of("Procfile", "release: sleep 300\nweb: node server.js\n"));
        FutureTask<Platform.Result> push = new FutureTask<>(() -> platform.push(source, "halfway"));
        var _ = Thread.startVirtualThread(push);
        Platform.await(
                "the release phase runs",
                SOON,
                () ->
                        platform.sampan("releases", "halfway").output().contains("v2 ")
                                && containers("halfway").anyMatch(id -> id.contains("release")));

        platform.kill("control");

        push.get().fails();
        platform.sampan("up").succeeds();
        assertThat(platform.get("halfway", "/").body()).startsWith("one ");
        assertThat(platform.sampan("releases", "halfway").succeeds().output())
                .contains("v1 ")
                .doesNotContain("v2 ");
        assertThat(containers("halfway")).allMatch(id -> id.startsWith("halfway.web."));
    }

    private Stream<String> containers(String app) {
        String[] ids = platform.home().resolve("containers").toFile().list();
        return Stream.of(ids == null ? new String[0] : ids).filter(id -> id.startsWith(app));
    }

    @Test
    void routerIsBackWithItsRoutesWhenItIsKilled() throws Exception {
        push("routed", "one");
        String before = platform.get("routed", "/").body();

        platform.kill("router");

        Platform.await(
                "the router answers again",
                SOON,
                () -> platform.get("routed", "/").body().equals(before));
    }

    @Test
    void noRequestFailsWhileReleasesReplaceEachOther() throws Exception {
        Path source = push("busy", "v0");
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients =
                java.util.stream.IntStream.range(0, 4)
                        .mapToObj(
                                _ ->
                                        Thread.startVirtualThread(
                                                () -> {
                                                    while (!done.get()) {
                                                        Platform.Answer answer =
                                                                platform.get("busy", "/");
                                                        if (answer.status() != 200) {
                                                            throw new AssertionError(answer);
                                                        }
                                                        answered.incrementAndGet();
                                                        pause();
                                                    }
                                                }))
                        .toList();
        AtomicInteger failed = new AtomicInteger();
        clients.forEach(
                client -> client.setUncaughtExceptionHandler((_, _) -> failed.incrementAndGet()));

        for (int version = 1; version <= 3; version++) {
            platform.commit(source, Map.of("server.js", SERVER.formatted("v" + version)));
            platform.push(source, "busy").succeeds();
            assertThat(platform.get("busy", "/").body()).startsWith("v" + version + " ");
        }

        done.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failed).hasValue(0);
        assertThat(answered.get()).isGreaterThan(50);
    }

    private Path push(String app, String answer) throws IOException {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"app\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                SERVER.formatted(answer)));
        platform.run(source, "git", "push", "--force", platform.httpRemote(app), "main").succeeds();
        return source;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
