package dev.sampan.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's registry, which knows the user `me` with the password `secret` and nobody else. */
public final class DockerRegistry implements AutoCloseable {

    private static final String USERS =
            "me:$2y$05$K0vEwoN/OkrroK6HItCYtOuvKcrHP5folhciwmwDPNupyba7LeLva";

    private static final Pattern LISTENS = Pattern.compile("listening on ([0-9.]+:\\d+)");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final String host;

    /** On a free port of this machine. */
    DockerRegistry(Path folder) throws IOException, InterruptedException {
        this(folder, "127.0.0.1:0");
    }

    /**
     * At an address, perhaps in a place that a program leads to: `ip netns exec NAME`.
     *
     * @param before that program and its arguments
     */
    public DockerRegistry(Path folder, String address, String... before)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path users = Files.writeString(folder.resolve("users"), USERS + "\n");
        Path config =
                Files.writeString(
                        folder.resolve("config.yml"),
                        """
                        version: 0.1
                        storage:
                          filesystem:
                            rootdirectory: %s
                        http:
                          addr: %s
                        auth:
                          htpasswd:
                            realm: test
                            path: %s
                        """
                                .formatted(folder.resolve("store"), address, users));
        Path log = folder.resolve("log");
        process =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(before),
                                                Stream.of(
                                                        "docker-registry",
                                                        "serve",
                                                        config.toString()))
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        host = address(log);
    }

    private String address(Path log) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher matcher = LISTENS.matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        process.destroyForcibly();
        throw new AssertionError("The registry does not start: " + Files.readString(log));
    }

    String host() {
        return host;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
