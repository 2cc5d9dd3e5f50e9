package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A git push becomes a running, routed app, and a broken one leaves what runs alone, on every database. */
abstract class PushContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SERVER =
            """
            const http = require('http');
            http.createServer((request, response) => response.end('%s'))
                .listen(process.env.PORT);
            """;
    private static final String PACKAGE =
            """
            {"name": "hello", "version": "1.0.0", "scripts": {"start": "node server.js"}}
            """;

    private final Platform platform;

    PushContract(Platform platform) {
        this.platform = platform;
    }

    @Test
    void pushOverHttpAnswersThroughTheRouter() throws Exception {
        Path source = platform.example("node");

        Platform.Result push = platform.push(source, "http-push").succeeds();

        assertThat(push.output())
                .contains("remote: -----> ")
                .contains("remote: =====> Application deployed:")
                .contains("http://http-push.localhost")
                .containsPattern("remote: +total +[0-9.]+ s")
                .contains("main -> main");
        assertThat(platform.get("http-push", "/").status()).isEqualTo(200);
        assertThat(platform.get("nobody-here", "/").status()).isEqualTo(404);
    }

    @Test
    void pushOverSshWithAnAddedKeyAnswersThroughTheRouter() throws Exception {
        Path keys = Files.createTempDirectory("sampan-keys-");
        String key = keys.resolve("id").toString();
        platform.run(keys, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).succeeds();
        platform.sampan("ssh-keys:add", "tester", key + ".pub").succeeds();
        Path source = platform.repository(files("over ssh"));
        String ssh =
                "ssh -i %s -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                        .formatted(key);
        String remote = "ssh://sampan@127.0.0.1:%d/ssh-push".formatted(platform.sshPort());

        Platform.Result push =
                platform.run(source, "git", "-c", "core.sshCommand=" + ssh, "push", remote, "main")
                        .succeeds();

        assertThat(push.output()).contains("=====> Application deployed:");
        assertThat(platform.get("ssh-push", "/").body()).isEqualTo("over ssh");
        Path clone = Files.createTempDirectory("sampan-clone-");
        platform.run(clone, "git", "-c", "core.sshCommand=" + ssh, "clone", "-q", remote, "copy")
                .succeeds();
        assertThat(clone.resolve("copy/server.js")).exists();
        platform.sampan("ssh-keys:remove", "tester").succeeds();
        platform.run(source, "git", "-c", "core.sshCommand=" + ssh, "push", remote, "main:again")
                .fails();
    }

    @Test
    void brokenPushIsRejectedWithItsCauseAndTheOldVersionServesOn() throws Exception {
        Path source = platform.repository(files("old"));
        platform.push(source, "broken").succeeds();

        platform.commit(source, Map.of("package.json", "{\"name\": \"hello\",, }"));
        Platform.Result syntax = platform.push(source, "broken").fails();
        assertThat(syntax.output()).contains("package.json").contains("remote rejected");

        platform.commit(
                source,
                Map.of(
                        "package.json",
                        PACKAGE,
                        "server.js",
                        "console.log('bad day'); process.exit(3)"));
        Platform.Result exits = platform.push(source, "broken").fails();
        assertThat(exits.output()).contains("exited with code 3").contains("bad day");

        platform.commit(
                source, Map.of("server.js", "setInterval(() => console.log('idle'), 1000)"));
        platform.sampan("config:set", "--no-restart", "broken", "A=1").succeeds();
        Platform.Result silent = platform.push(source, "broken").fails();
        assertThat(silent.output()).contains("nothing listens on port 5000").contains("idle");

        assertThat(platform.get("broken", "/").body()).isEqualTo("old");
        assertThat(platform.sampan("releases", "broken").succeeds().output())
                .contains("v1")
                .doesNotContain("v2 ");
    }

    @Test
    void failedReleasePhaseKeepsTheOldVersion() throws Exception {
        Path source = platform.repository(files("before"));
        platform.push(source, "release-phase").succeeds();

        platform.commit(
                source,
                Map.of(
                        "server.js",
                        SERVER.formatted("after"),
                        "Procfile",
                        "web: node server.js\nrelease: echo migrating && exit 7\n"));
        Platform.Result push = platform.push(source, "release-phase").fails();

        assertThat(push.output()).contains("migrating").contains("exit code 7");
        assertThat(platform.get("release-phase", "/").body()).isEqualTo("before");
        platform.commit(
                source, Map.of("Procfile", "web: node server.js\nrelease: echo migrated\n"));
        assertThat(platform.push(source, "release-phase").succeeds().output()).contains("migrated");
        assertThat(platform.get("release-phase", "/").body()).isEqualTo("after");
    }

    @Test
    void healthChecksOfTheAppDecideWhetherItGetsTraffic() throws Exception {
        Path source = platform.repository(files("checked"));
        platform.commit(
                source,
                Map.of(
                        "app.json",
                        """
                        {"healthchecks": {"web": [
                          {"type": "startup", "path": "/", "content": "checked", "attempts": 1, "timeout": 2, "wait": 1},
                          {"type": "startup", "command": ["test", "-f", "/app/server.js"]}]}}
                        """));
        platform.push(source, "checks").succeeds();

        platform.commit(
                source,
                Map.of(
                        "app.json",
                        """
                        {"healthchecks": {"web": [
                          {"type": "startup", "command": ["test", "-f", "/missing"], "attempts": 1, "timeout": 1, "wait": 1}]}}
                        """));
        assertThat(platform.push(source, "checks").fails().output())
                .contains("command 'test -f /missing' exited with code 1");

        platform.commit(
                source,
                Map.of(
                        "app.json",
                        """
                        {"healthchecks": {"web": [
                          {"type": "startup", "path": "/", "content": "absent", "attempts": 1, "timeout": 1, "wait": 1}]}}
                        """));
        assertThat(platform.push(source, "checks").fails().output())
                .contains("was answered without the text 'absent'");
        assertThat(platform.get("checks", "/").body()).isEqualTo("checked");
    }

    @Test
    void otherBranchIsKeptAndNotDeployed() throws Exception {
        Path source = platform.repository(files("main"));
        platform.push(source, "branches").succeeds();
        platform.commit(source, files("other"));

        Platform.Result push =
                platform.run(source, "git", "push", platform.httpRemote("branches"), "main:feature")
                        .succeeds();

        assertThat(push.output()).contains("deploy did not complete, you must push to main");
        assertThat(platform.get("branches", "/").body()).isEqualTo("main");
    }

    @Test
    void rollbackBringsImageAndConfigBack() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                PACKAGE,
                                "server.js",
                                SERVER.formatted("one ' + process.env.WORD + '")));
        platform.sampan("apps:create", "rollback").succeeds();
        platform.sampan("config:set", "rollback", "WORD=first").succeeds();
        platform.push(source, "rollback").succeeds();
        platform.sampan("config:set", "rollback", "WORD=second").succeeds();
        assertThat(platform.get("rollback", "/").body()).isEqualTo("one second");
        platform.commit(
                source, Map.of("server.js", SERVER.formatted("two ' + process.env.WORD + '")));
        platform.push(source, "rollback").succeeds();
        assertThat(platform.get("rollback", "/").body()).isEqualTo("two second");

        platform.sampan("rollback", "rollback", "v1").succeeds();

        assertThat(platform.get("rollback", "/").body()).isEqualTo("one first");
        assertThat(platform.sampan("config:get", "rollback", "WORD").succeeds().output())
                .isEqualTo("first\n");
    }

    @Test
    void interruptedPushCancelsTheBuild() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                """
                {"name": "slow", "version": "1.0.0", "scripts": {"build": "echo building; sleep 600", "start": "node x"}}
                """,
                                "x",
                                ""));
        Process push =
                platform.begin(source, "git", "push", platform.httpRemote("cancelled"), "main");
        StringBuilder seen = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!seen.toString().contains("remote:        building")
                && !seen.toString().contains("building\n")) {
            int count = push.getInputStream().read(buffer);
            assertThat(count).describedAs(seen.toString()).isPositive();
            seen.append(new String(buffer, 0, count, java.nio.charset.StandardCharsets.UTF_8));
        }
        // Ctrl-C reaches git and the helpers that it started alike.
        push.descendants().forEach(ProcessHandle::destroy);
        push.destroy();
        assertThat(push.waitFor(10, TimeUnit.SECONDS)).isTrue();

        Platform.await("the build's processes are gone", SOON, () -> !processRuns("sleep 600"));
        platform.commit(source, files("second try"));
        platform.push(source, "cancelled").succeeds();
        assertThat(platform.get("cancelled", "/").body()).isEqualTo("second try");
    }

    @Test
    void badAppNamesAreRefusedAndLeaveNothing() throws Exception {
        Path source = platform.repository(files("x"));
        for (String name :
                new String[] {
                    "Upper", "under_score", "double..dot", "-first", "a".repeat(64), "%2e%2e%2fetc"
                }) {
            Platform.Result push =
                    platform.run(source, "git", "push", platform.httpRemote(name), "main").fails();
            assertThat(push.output()).describedAs(name).doesNotContain("Building");
            platform.sampan("apps:create", name).fails();
        }
        try (var repositories = Files.list(platform.home().resolve("repos"))) {
            assertThat(repositories.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("[a-z0-9][a-z0-9.-]*\\.git"));
        }
    }

    @Test
    void crashedProcessIsStartedAgain() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                PACKAGE,
                                "server.js",
                                """
                const http = require('http');
                http.createServer((request, response) => {
                  if (request.url === '/crash') process.exit(9);
                  response.end('pid ' + process.uptime());
                }).listen(process.env.PORT);
                """));
        platform.push(source, "crash").succeeds();

        var _ = platform.get("crash", "/crash");

        Platform.await("it answers again", SOON, () -> platform.get("crash", "/").status() == 200);
        assertThat(platform.sampan("logs", "crash").succeeds().output())
                .contains("exited with code 9");
    }

    private static Map<String, String> files(String answer) {
        return Map.of("package.json", PACKAGE, "server.js", SERVER.formatted(answer));
    }

    private boolean processRuns(String commandLine) {
        return ProcessHandle.allProcesses()
                .filter(process -> platform.contains(process.pid()))
                .anyMatch(process -> process.info().commandLine().orElse("").contains(commandLine));
    }
}
