package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an image of another engine serves, as root and as several users, on the port that it exposes. */
@Timeout(600)
class ImageDeployHostTests {

    private static final String START =
            """
            #!/bin/busybox sh
            set -e
            busybox mkdir -p /data /var/cache
            echo "uid $(busybox id -u) port $PORT greeting $GREETING" >/data/index.html
            busybox chown -R 33:33 /data
            busybox touch /var/cache/written
            exec busybox httpd -f -p 8080 -u 33:33 -h /data
            """;

    private final Platform platform = Platform.shared();

    @TempDir Path folder;

    @Test
    void serveAnImageThatIsSentAndSendItOn() throws Exception {
        platform.sampan("apps:create", "image-one").succeeds();
        platform.sampan("apps:create", "image-two").succeeds();
        platform.sampan("config:set", "image-one", "GREETING=hello").succeeds();
        Path archive = archive();

        String output = send(archive, "git:load-image", "image-one", "owner/web:1");

        assertThat(output).contains("Loading image owner/web:1", "Release v1 is live");
        assertThat(platform.get("image-one", "/").body())
                .isEqualTo("uid 0 port 8080 greeting hello\n");

        Path exported = folder.resolve("exported.tar");
        platform.run(
                        folder,
                        "/bin/sh",
                        "-c",
                        "exec %s releases:export image-one >%s"
                                .formatted(Path.of("sampan").toAbsolutePath(), exported))
                .succeeds();
        send(exported, "git:load-image", "image-two", "any");
        assertThat(platform.get("image-two", "/").body()).isEqualTo("uid 0 port 8080 greeting \n");

        platform.sampan("--force", "apps:destroy", "image-one").succeeds();
        platform.sampan("--force", "apps:destroy", "image-two").succeeds();
    }

    private String send(Path archive, String... command) throws IOException, InterruptedException {
        String[] whole = new String[command.length + 1];
        whole[0] = Path.of("sampan").toAbsolutePath().toString();
        System.arraycopy(command, 0, whole, 1, command.length);
        Process process = platform.begin(folder, whole);
        try (OutputStream input = process.getOutputStream()) {
            Files.copy(archive, input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** As docker saves an image of one layer. */
    private Path archive() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Path bin = Files.createDirectories(root.resolve("bin"));
        for (String name : new String[] {"dev", "proc", "sys", "etc", "tmp"}) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        Files.writeString(bin.resolve("start"), START);
        for (String name : new String[] {"busybox", "start"}) {
            Files.setPosixFilePermissions(
                    bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        platform.run(root, "tar", "--owner=0", "--group=0", "-cf", "../layer.tar", ".").succeeds();
        String digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(folder.resolve("layer.tar"))));
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"architecture": "%s", "os": "linux", "config": {"Cmd": ["/bin/start"], "Env": ["PATH=/bin"],
                 "ExposedPorts": {"8080/tcp": {}}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """
                        .formatted(architecture, digest));
        Files.writeString(
                folder.resolve("manifest.json"),
                "[{\"Config\": \"config.json\", \"RepoTags\": [\"owner/web:1\"], \"Layers\": [\"layer.tar\"]}]");
        platform.run(folder, "tar", "-cf", "saved.tar", "config.json", "manifest.json", "layer.tar")
                .succeeds();
        return folder.resolve("saved.tar");
    }
}
