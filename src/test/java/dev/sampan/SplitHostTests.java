package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two releases of an app serve at the same time, whatever happens to the control plane. */
class SplitHostTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String APP = "divided";
    private static final String SERVER =
            """
            const http = require('http');
            http.createServer((request, response) => {
                response.statusCode = '%s' === 'v3' ? 500 : 200;
                response.end('%s ' + process.env.DYNO);
            }).listen(process.env.PORT);
            """;

    private final Platform platform = Platform.shared();

    @Test
    void canaryServesIsAdoptedAndIsLeftOutWhenItFails() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"app\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                SERVER.formatted("v1", "v1")));
        platform.push(source, APP).succeeds();
        push(source, "v2");

        platform.sampan("releases:split", APP, "v1=50", "v2=50").succeeds();
        assertThat(bodies(200)).containsOnlyKeys("v1 web.1", "v2 web.v2.1");
        Set<String> before = containers();
        assertThat(before).hasSize(2);

        kill("control");
        assertThat(bodies(50)).containsOnlyKeys("v1 web.1", "v2 web.v2.1");
        platform.sampan("up").succeeds();
        assertThat(containers()).isEqualTo(before);
        assertThat(bodies(200)).containsOnlyKeys("v1 web.1", "v2 web.v2.1");
        assertThat(platform.sampan("releases:split", APP).succeeds().output())
                .containsPattern("v1 +50 % +[1-9][0-9]* requests")
                .containsPattern("v2 +50 % +[1-9][0-9]* requests");

        platform.sampan("releases:split", APP, "v2=100").succeeds();
        assertThat(bodies(50)).containsOnlyKeys("v2 web.1");

        platform.sampan("releases:split", APP, "--next", "50%", "--abort-errors", "5%").succeeds();
        push(source, "v3");
        assertThat(platform.sampan("releases:split", APP).succeeds().output())
                .contains("Left out above:  5 % errors");
        Platform.await(
                "the canary is left out",
                SOON,
                () -> {
                    bodies(50);
                    return !platform.sampan("releases:split", APP).output().contains("v3");
                });
        assertThat(bodies(50)).containsOnlyKeys("v2 web.1");
        assertThat(platform.sampan("logs", APP).succeeds().output())
                .contains("v3 is left out: errors at");
    }

    private void push(Path source, String version) throws IOException {
        platform.commit(source, Map.of("server.js", SERVER.formatted(version, version)));
        platform.push(source, APP).succeeds();
    }

    private Map<String, Integer> bodies(int requests) {
        Map<String, Integer> bodies = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            bodies.merge(platform.get(APP, "/").body(), 1, Integer::sum);
        }
        return bodies;
    }

    private Set<String> containers() {
        String[] ids = platform.home().resolve("containers").toFile().list();
        return Stream.of(ids == null ? new String[0] : ids)
                .filter(id -> id.startsWith(APP + "."))
                .collect(Collectors.toSet());
    }

    private void kill(String name) throws IOException {
        String file = Files.readString(platform.home().resolve("run/" + name + ".pid"));
        long pid = Long.parseLong(file.substring(0, file.indexOf(' ')));
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }
}
