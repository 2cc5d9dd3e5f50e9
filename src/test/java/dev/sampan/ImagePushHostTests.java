package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.distribution.PushedSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an image that another engine pushes is an app that answers, and a broken one leaves what runs alone. */
class ImagePushHostTests {

    private static final String APP = "image-push";

    private final Platform platform = Platform.shared();

    @TempDir Path folder;

    @Test
    void pushedImageAnswersAndABrokenOneDoesNot() throws Exception {
        push("1", "first", "httpd").succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("first");

        Platform.Result broken = push("2", "second", "false").fails();

        assertThat(broken.output()).contains("exited with code 1");
        assertThat(platform.get(APP, "/").body()).isEqualTo("first");
        push("3", "third", "httpd").succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("third");
        platform.sampan("rollback", APP).succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("first");
        platform.sampan("apps:destroy", "--force", APP).succeeds();
        assertThat(platform.home().resolve("registry").resolve(APP)).doesNotExist();
    }

    private Platform.Result push(String tag, String page, String applet) throws IOException {
        Map<String, byte[]> files =
                Map.of(
                        "bin/busybox",
                        Files.readAllBytes(Path.of("/bin/busybox")),
                        "www/index.html",
                        page.getBytes(StandardCharsets.UTF_8));
        List<String> command =
                applet.equals("httpd")
                        ? List.of("/bin/busybox", "httpd", "-f", "-p", "5000", "-h", "/www")
                        : List.of("/bin/busybox", applet);
        Path layout = PushedSample.of(files, command, "gzip").writeLayout(folder.resolve(tag), tag);
        return platform.run(
                folder,
                "skopeo",
                "--insecure-policy",
                "copy",
                "--dest-tls-verify=false",
                "--dest-creds=admin:" + platform.token(),
                "oci:" + layout + ":" + tag,
                "docker://127.0.0.1:%d/%s:%s".formatted(platform.httpPort(), APP, tag));
    }
}
