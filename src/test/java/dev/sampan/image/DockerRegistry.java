package dev.sampan.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's registry on a free port of this machine, which knows the user `me` with the password `secret`. */
final class DockerRegistry implements AutoCloseable {

    private static final String USERS =
            "me:$2y$05$K0vEwoN/OkrroK6HItCYtOuvKcrHP5folhciwmwDPNupyba7LeLva";

    private static final Pattern LISTENS = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final String host;

    DockerRegistry(Path folder) throws IOException, InterruptedException {
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
                          addr: 127.0.0.1:0
                        auth:
                          htpasswd:
                            realm: test
                            path: %s
                        """
                                .formatted(folder.resolve("store"), users));
        Path log = folder.resolve("log");
        process =
                new ProcessBuilder("docker-registry", "serve", config.toString())
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
