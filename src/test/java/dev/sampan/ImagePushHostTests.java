package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.distribution.PushedSample;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an image that another engine pushes is an app that answers, and a broken one leaves what runs alone. */
class ImagePushHostTests {

    private static final String APP = "image-push";

    private final Platform platform = Platform.shared();

    @TempDir Path folder;

    @Test
    void pushedImageAnswersAndABrokenOneDoesNot() throws Exception {
        assertThat(push("1", "first", "httpd").succeeds().output()).doesNotContain("rror");
        assertThat(platform.get(APP, "/").body()).isEqualTo("first");
        push("2", "second", "httpd").succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("second");

        Platform.Result broken = push("3", "third", "false").fails();

        assertThat(broken.output()).contains("exited with code 1");
        assertThat(platform.get(APP, "/").body()).isEqualTo("second");
        platform.sampan("rollback", APP).succeeds();
        assertThat(platform.get(APP, "/").body()).isEqualTo("first");
        Path copy = folder.resolve("copy");
        platform.run(
                        folder,
                        "skopeo",
                        "--insecure-policy",
                        "copy",
                        "--src-tls-verify=false",
                        "--src-creds=admin:" + platform.token(),
                        name("latest"),
                        "oci:" + copy + ":1")
                .succeeds();
        assertThat(platform.run(folder, "skopeo", "inspect", "oci:" + copy + ":1").succeeds())
                .extracting(Platform.Result::output)
                .asString()
                .contains(PushedSample.architecture());
        platform.sampan("apps:destroy", "--force", APP).succeeds();
        assertThat(platform.home().resolve("registry").resolve(APP)).doesNotExist();
    }

    @Test
    void uploadGoesOnAfterTheControlPlaneWasKilled() throws Exception {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        String app = "image-halfway";
        HttpResponse<String> begun =
                send("POST", "/v2/%s/blobs/uploads/".formatted(app), new byte[0]);
        String location = begun.headers().firstValue("Location").orElseThrow();
        assertThat(send("PATCH", location, Arrays.copyOf(content, 120_000)).statusCode())
                .isEqualTo(202);

        kill();

        platform.sampan("up").succeeds();
        HttpResponse<String> offset = send("GET", location, new byte[0]);
        assertThat(offset.headers().firstValue("Range")).contains("0-119999");
        byte[] rest = Arrays.copyOfRange(content, 120_000, content.length);
        Digest digest = Digest.of(content);
        assertThat(send("PUT", location + "?digest=" + digest, rest).statusCode()).isEqualTo(201);
        Path pushed = platform.home().resolve("registry").resolve(app);
        assertThat(pushed.resolve("blobs").resolve(digest.hex())).hasBinaryContent(content);
        assertThat(pushed.resolve("uploads")).isEmptyDirectory();
        platform.sampan("apps:destroy", "--force", app).succeeds();
    }

    private HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
        String login = "admin:" + platform.token();
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d%s"
                                                .formatted(platform.httpPort(), path)))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(60))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        login.getBytes(StandardCharsets.UTF_8)))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private void kill() throws IOException {
        String file = Files.readString(platform.home().resolve("run/control.pid"));
        long pid = Long.parseLong(file.substring(0, file.indexOf(' ')));
        ProcessHandle control = ProcessHandle.of(pid).orElseThrow();
        assertThat(control.destroyForcibly()).isTrue();
        assertThat(control.onExit()).succeedsWithin(Duration.ofSeconds(30));
    }

    private Platform.Result push(String tag, String page, String applet) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")));
        files.put("www/index.html", page.getBytes(StandardCharsets.UTF_8));
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
                name(tag));
    }

    private String name(String tag) {
        return "docker://127.0.0.1:%d/%s:%s".formatted(platform.httpPort(), APP, tag);
    }
}
