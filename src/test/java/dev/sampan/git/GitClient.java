package dev.sampan.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real `git` in a folder of its own, untouched by the settings of whoever runs the tests. */
final class GitClient {

    /** How a call ended, and what it wrote to both of its streams. */
    record Result(int exitCode, String output) {}

    private final Path folder;

    GitClient(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    static GitClient init(Path folder, String branch) throws IOException {
        GitClient client = new GitClient(folder);
        client.must("init", "-q", "-b", branch);
        return client;
    }

    Path folder() {
        return folder;
    }

    void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Commits all files and returns the commit's id. */
    String commit(String message) {
        must("add", "-A");
        must("commit", "-q", "--allow-empty", "-m", message);
        return must("rev-parse", "HEAD").strip();
    }

    String must(String... arguments) {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + result.output());
        }
        return result.output();
    }

    Result run(String... arguments) {
        try {
            Process process = start(arguments);
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("git took longer than 60 s: " + output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Process start(String... arguments) throws IOException {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_CONFIG_GLOBAL", "/dev/null",
                                "GIT_CONFIG_SYSTEM", "/dev/null",
                                "GIT_AUTHOR_NAME", "A",
                                "GIT_AUTHOR_EMAIL", "a@localhost",
                                "GIT_COMMITTER_NAME", "A",
                                "GIT_COMMITTER_EMAIL", "a@localhost",
                                "GIT_TERMINAL_PROMPT", "0",
                                "no_proxy", "127.0.0.1",
                                "LC_ALL", "C.UTF-8"));
        return builder.start();
    }
}
