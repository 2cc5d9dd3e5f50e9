package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.distribution.PushedSample;
import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.image.RegistryLogin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's registry on another machine, which is a network namespace; only one user may read what is there. */
final class PrivateRegistry implements AutoCloseable {

    private static final String ADDRESS = "198.51.100.6";
    private static final int PORT = 5000;
    static final String HOST = ADDRESS + ":" + PORT;

    /** Of the user `me` with the password `secret`. */
    private static final String USERS =
            "me:$2y$05$K0vEwoN/OkrroK6HItCYtOuvKcrHP5folhciwmwDPNupyba7LeLva\n";

    static final RegistryLogin LOGIN = new RegistryLogin("me", "secret");

    /** As the login stands in files of container tools. */
    static final String ENCODED = "bWU6c2VjcmV0";

    private static final String NAME = "sampan-registry";
    private static final String LINK = "regist0";
    private static final int SECONDS = 30;

    private final CommandRunner commands = new CommandRunner();
    private final Process process;

    PrivateRegistry(Path folder) throws IOException, InterruptedException {
        remove();
        ip("netns", "add", NAME);
        ip("link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", NAME);
        ip("address", "add", "198.51.100.5/30", "dev", LINK);
        ip("-n", NAME, "address", "add", ADDRESS + "/30", "dev", "eth0");
        ip("link", "set", LINK, "up");
        ip("-n", NAME, "link", "set", "eth0", "up");
        Files.createDirectories(folder);
        Path users = Files.writeString(folder.resolve("users"), USERS);
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
                                .formatted(folder.resolve("store"), HOST, users));
        process =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                NAME,
                                "docker-registry",
                                "serve",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        await();
    }

    private void await() throws InterruptedException {
        Instant end = Instant.now().plusSeconds(SECONDS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(ADDRESS, PORT), 1000);
                return;
            } catch (IOException e) {
                assertThat(Instant.now()).as("the registry listens").isBefore(end);
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as("it ended").isFalse();
            }
        }
    }

    /** Pushes an image that has one file. */
    void push(Path folder, String name, String file, String content) throws IOException {
        PushedSample image =
                PushedSample.of(
                        Map.of(file, content.getBytes(StandardCharsets.UTF_8)), List.of(), "gzip");
        Path layout = image.writeLayout(folder, "1");
        String _ =
                commands.run(
                        Command.of(
                                List.of(
                                        "skopeo",
                                        "--insecure-policy",
                                        "copy",
                                        "--dest-tls-verify=false",
                                        "--dest-creds=me:secret",
                                        "oci:" + layout + ":1",
                                        "docker://" + HOST + "/" + name)));
    }

    private void ip(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("ip"));
        argv.addAll(List.of(arguments));
        String _ = commands.run(Command.of(argv));
    }

    private void remove() {
        if (Files.exists(Path.of("/sys/class/net", LINK))) {
            ip("link", "delete", LINK);
        }
        if (Files.exists(Path.of("/run/netns", NAME))) {
            ip("netns", "delete", NAME);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        remove();
    }
}
