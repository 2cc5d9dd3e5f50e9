package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An app starts with more processors than its limit, which the kernel holds it to from when it is ready. */
class StartBoostHostTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String APP = "boost";
    private static final List<Path> QUOTAS =
            List.of(
                    Path.of("/sys/fs/cgroup/cpu/sampantest0"),
                    Path.of("/sys/fs/cgroup/sampantest0"));

    /** Says how many microseconds of each tenth of a second it had when it started, and has now. */
    private static final String SERVER =
            """
            const http = require('http'), fs = require('fs');
            const read = name => fs.readFileSync('/sys/fs/cgroup/' + name, 'utf8').split(/\\s/)[0];
            const quota = () => { try { return read('cpu.max'); } catch { return read('cpu/cpu.cfs_quota_us'); } };
            const first = quota();
            const server = http.createServer((request, response) => {
              if (request.url === '/crash') process.exit(9);
              response.end(`${first} ${quota()}`);
            });
            if (process.env.LATE) setTimeout(() => {}, 1e9); else server.listen(process.env.PORT);
            """;

    private final Platform platform = Platform.shared();

    @Test
    void startsWithTheBoostAndIsHeldToItsLimitOnceItIsReady() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"boost\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                SERVER));
        platform.sampan("apps:create", APP).succeeds();
        platform.sampan("resource:limit", "--cpu", "0.5", "--cpu-boost", "1.5", APP).succeeds();
        platform.push(source, APP).succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("150000 50000");

        assertThat(platform.get(APP, "/crash").status()).isIn(0, 502, 503);
        Platform.await(
                "what crashed starts within its limit",
                SOON,
                () -> platform.get(APP, "/").body().equals("50000 50000"));

        platform.sampan("ps:restart", APP).succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("150000 50000");

        Thread late = Thread.startVirtualThread(() -> platform.sampan("config:set", APP, "LATE=1"));
        Platform.await("one starts", SOON, () -> quotas().contains("150000"));

        platform.kill("control");
        platform.sampan("up").succeeds();
        assertThat(late.join(SOON)).isTrue();
        Platform.await("none is boosted", SOON, () -> quotas().equals(List.of("50000")));
        assertThat(platform.get(APP, "/").body()).isEqualTo("150000 50000");
    }

    /** What the kernel has of each container of the app that runs. */
    private static List<String> quotas() {
        return QUOTAS.stream()
                .filter(Files::exists)
                .flatMap(StartBoostHostTests::groups)
                .flatMap(StartBoostHostTests::quota)
                .toList();
    }

    private static Stream<Path> groups(Path parent) {
        String[] names = parent.toFile().list((_, name) -> name.startsWith(APP + "."));
        return Stream.of(names == null ? new String[0] : names).sorted().map(parent::resolve);
    }

    private static Stream<String> quota(Path group) {
        return Stream.of("cpu.max", "cpu.cfs_quota_us")
                .map(group::resolve)
                .filter(Files::exists)
                .flatMap(
                        file -> {
                            try {
                                return Stream.of(Files.readString(file).strip().split(" ", 2)[0]);
                            } catch (IOException e) {
                                return Stream.empty(); // it has ended
                            }
                        });
    }
}
