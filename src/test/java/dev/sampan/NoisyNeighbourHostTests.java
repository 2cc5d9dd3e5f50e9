package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apps on one processor: who slowed whom is said, and who wants little goes first. */
class NoisyNeighbourHostTests {

    /** How many processes each keeps busy. */
    private static final Map<String, String> APPS = Map.of("calm", "1", "noisy", "5", "still", "0");

    /** The file of control groups v1, and that of v2. */
    private static final Set<String> WEIGHTS = Set.of("cpu.shares", "cpu.weight");

    private static final Duration SOON = Duration.ofSeconds(90);

    /** Answers, and keeps as many processes busy as its name says. */
    private static final String SERVER =
            """
            const { spawn } = require('child_process');
            for (let i = 0; i < Number(process.env.BUSY); i++) {
              spawn('/bin/sh', ['-c', 'while :; do :; done']);
            }
            require('http').createServer((request, response) => response.end('ready')).listen(process.env.PORT);
            """;

    private final Platform platform = Platform.shared();

    @BeforeEach
    void runAllOnOneProcessor() throws IOException {
        for (Map.Entry<String, String> app : APPS.entrySet()) {
            String name = app.getKey();
            platform.sampan("apps:create", name).succeeds();
            platform.sampan("resource:limit", "--cpuset", "0", "--cpu", "1", name).succeeds();
            platform.sampan("config:set", "--no-restart", name, "BUSY=" + app.getValue())
                    .succeeds();
            platform.push(
                            platform.repository(
                                    Map.of(
                                            "package.json",
                                            "{\"name\": \"%s\", \"version\": \"1.0.0\"}"
                                                    .formatted(name),
                                            "Procfile",
                                            "web: node server.js\n",
                                            "server.js",
                                            SERVER)),
                            name)
                    .succeeds();
        }
    }

    @AfterEach
    void endAll() {
        APPS.keySet().forEach(app -> platform.sampan("apps:destroy", "--force", app).succeeds());
    }

    @Test
    void whoTookTheProcessorIsSaidToWhoWaitedForIt() throws Exception {
        Pattern slowed =
                Pattern.compile(
                        "calm web.1 waited \\d+ % of the time for a processor: .*noisy web.1 took \\d+ %");
        Platform.await(
                "the view says who slowed whom",
                SOON,
                () -> slowed.matcher(platform.sampan("resource:neighbours").output()).find());

        Platform.await(
                "an event says so",
                SOON,
                () ->
                        Pattern.compile(
                                        "web.1 +Waited \\d+ % of the time for a processor: .*noisy web.1 took")
                                .matcher(platform.sampan("resource:events", "calm").output())
                                .find());
        assertThat(platform.sampan("logs", "calm").output()).contains("noisy web.1 took");
        assertThat(platform.sampan("ps:report", "calm", "--status-web.1").output())
                .contains("Waited");
    }

    @Test
    void whoWantsLittleCountsMoreThanWhoWantsMuch() throws Exception {
        Platform.await(
                "the one that waits counts as 64 of the one that burns",
                SOON,
                () -> weight("still") == 64 * weight("noisy") && weight("noisy") == weight("calm"));
    }

    /** How much the kernel lets the process of an app count while processors are short. */
    private static long weight(String app) {
        try (Stream<Path> groups =
                Files.find(
                        Path.of("/sys/fs/cgroup"),
                        3,
                        (path, _) -> path.toString().contains("/" + app + ".web.1-"))) {
            Path weight =
                    groups.flatMap(group -> WEIGHTS.stream().map(group::resolve))
                            .filter(Files::exists)
                            .findFirst()
                            .orElseThrow();
            return Long.parseLong(Files.readString(weight).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
