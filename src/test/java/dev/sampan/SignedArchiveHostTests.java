package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: where images have to be signed, an archive goes to traffic that openssl signed, and no other. */
class SignedArchiveHostTests {

    private final Platform platform = Platform.shared();

    @TempDir Path folder;

    @Test
    void deployAnExportedReleaseOnlyWithItsSignature() throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"signed\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                "require('http').createServer((q, r) => r.end('signed')).listen(process.env.PORT)\n"));
        platform.push(source, "signed").succeeds();
        shell("'%s' releases:export signed >image.tar");
        shell("openssl ecparam -name prime256v1 -genkey -noout -out cosign.key");
        shell("openssl pkey -in cosign.key -pubout -out cosign.pub");
        shell("openssl dgst -sha256 -sign cosign.key image.tar | base64 >image.tar.sig");
        platform.sampan("apps:create", "unpacked").succeeds();
        platform.sampan("image:trust", "unpacked", "--key", folder.resolve("cosign.pub").toString())
                .succeeds();

        Platform.Result refused = load("");
        assertThat(refused.fails().output())
                .contains("is not signed by a key that is trusted")
                .contains("cosign sign-blob");
        assertThat(load("--signature image.tar.sig").succeeds().output())
                .contains("is signed by key 'sha256:");

        assertThat(platform.get("unpacked", "/").body()).isEqualTo("signed");
    }

    private Platform.Result load(String flags) {
        return platform.run(
                folder,
                "bash",
                "-c",
                "'%s' git:load-image %s unpacked signed:1 <image.tar".formatted(launcher(), flags));
    }

    private void shell(String line) {
        platform.run(folder, "bash", "-o", "pipefail", "-c", line.formatted(launcher())).succeeds();
    }

    private static Path launcher() {
        return Path.of("sampan").toAbsolutePath();
    }
}
