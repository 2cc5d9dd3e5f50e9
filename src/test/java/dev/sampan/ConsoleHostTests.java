package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at a terminal runs `./sampan enter` and `./sampan run`, as over `ssh -t`. */
class ConsoleHostTests {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String APP = "seated";

    @TempDir private Path folder;

    private final Platform platform = Platform.shared();

    @Test
    void terminalsReachContainersAndLeaveNothingBehind() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"app\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                "require('http').createServer((q, a) => a.end('ok')).listen(process.env.PORT);\n"));
        platform.push(source, APP).succeeds();

        String facts = "tty; stty size; echo $TERM; echo $DYNO; pwd; exit 7";
        Platform.Result entered = terminal("enter", APP, "web", "--", facts);
        assertThat(entered.exitCode()).as(entered.output()).isEqualTo(7);
        assertThat(entered.output()).isEqualTo("/dev/pts/0\r\n33 99\r\nxterm\r\nweb.1\r\n/app\r\n");
        Platform.Result run = terminal("run", APP, facts);
        assertThat(run.exitCode()).as(run.output()).isEqualTo(7);
        assertThat(run.output()).isEqualTo("/dev/pts/0\r\n33 99\r\nxterm\r\nrun.1\r\n/app\r\n");

        keysEndPrograms("enter", APP, "--");
        keysEndPrograms("run", APP);
        leavingEndsPrograms("7654321", "enter", APP, "--");
        leavingEndsPrograms("7654322", "run", APP);
        assertThat(platform.get(APP, "/").body()).isEqualTo("ok");
        assertThat(platform.run(folder, "true").exitCode()).isZero();
        programsSeeStorageEntries();
    }

    private void programsSeeStorageEntries() throws Exception {
        platform.sampan("storage:create", "--size", "32m", "cushion").succeeds();
        platform.sampan("storage:mount", APP, "cushion:/data").succeeds();
        platform.sampan("run", APP, "echo of the app >/data/file; chmod 600 /data/file").succeeds();
        Platform.Result seen = terminal("storage:exec", "cushion", "--", "cat", "file");
        assertThat(seen.output()).isEqualTo("of the app\r\n");
        platform.sampan("storage:exec", "cushion", "--", "sh", "-c", "echo more >>/data/file")
                .succeeds();
        assertThat(platform.sampan("run", APP, "cat /data/file").succeeds().output())
                .endsWith("of the app\nmore\n");
        platform.sampan("storage:unmount", APP, "cushion").succeeds();
        platform.sampan("storage:destroy", "--force", "cushion").succeeds();
        platform.sampan("storage:create", "cushion").succeeds();
        assertThat(platform.sampan("storage:exec", "cushion", "--", "cat", "file").output())
                .endsWith("of the app\nmore\n");
        platform.sampan("storage:destroy", "--force", "--destroy-host-dir", "cushion").succeeds();
    }

    private void keysEndPrograms(String... command) throws Exception {
        Process client =
                begin(
                        "trap 'stty size' WINCH; trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.1; done",
                        command);
        Path shown = folder.resolve("shown");
        await("the program is ready", () -> text(shown).contains("ready"));
        try (OutputStream keys = client.getOutputStream()) {
            keys.write(3);
            keys.flush();
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).as(text(shown)).isTrue();
        }
        assertThat(text(shown)).contains("caught");
        assertThat(client.exitValue()).isEqualTo(9);
    }

    private void leavingEndsPrograms(String marker, String... command) throws Exception {
        Process client =
                begin(
                        "trap '' HUP; (setsid sleep %s >/dev/null 2>&1 &); echo ready; sleep %s; sleep %s"
                                .formatted(marker, marker, marker),
                        command);
        await("the program is ready", () -> text(folder.resolve("shown")).contains("ready"));
        await("its processes run", () -> runs(marker));
        client.descendants().forEach(ProcessHandle::destroyForcibly);
        client.destroyForcibly();
        await("nothing of it runs", () -> !runs(marker));
    }

    private Platform.Result terminal(String... command) throws IOException {
        return platform.run(
                folder, "script", "-qec", "stty rows 33 cols 99; " + line(command), "/dev/null");
    }

    /** Starts it below a terminal whose keys are the standard input; what is shown goes to a file. */
    private Process begin(String program, String... command) throws IOException {
        String[] all = java.util.Arrays.copyOf(command, command.length + 1);
        all[command.length] = program;
        boolean _ = Files.deleteIfExists(folder.resolve("shown"));
        Path script = Files.writeString(folder.resolve("client"), line(all) + "\n");
        return platform.begin(
                folder,
                "sh",
                "-c",
                "exec script -qec 'sh %s' /dev/null >%s"
                        .formatted(script, folder.resolve("shown")));
    }

    private static String line(String... command) {
        StringBuilder line = new StringBuilder("TERM=xterm ");
        line.append(Path.of("sampan").toAbsolutePath());
        for (String word : command) {
            line.append(" '").append(word.replace("'", "'\\''")).append("'");
        }
        return line.toString();
    }

    private static void await(String what, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        Platform.await(what, SOON, condition);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(String marker) {
        return ProcessHandle.allProcesses()
                .anyMatch(
                        process ->
                                List.of(process.info().arguments().orElse(new String[0]))
                                        .equals(List.of(marker)));
    }
}
