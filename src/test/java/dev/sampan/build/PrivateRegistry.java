package dev.sampan.build;

import dev.sampan.distribution.PushedSample;
import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.image.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

    private final CommandRunner commands = new CommandRunner();
    private final OtherMachine machine;
    private final Process process;

    PrivateRegistry(Path folder) throws IOException, InterruptedException {
        machine = new OtherMachine("registry", ADDRESS);
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
                machine.serve(
                        PORT, folder.resolve("log"), "docker-registry", "serve", config.toString());
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

    @Override
    public void close() {
        process.destroyForcibly();
        machine.close();
    }
}
