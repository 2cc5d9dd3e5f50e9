package dev.sampan.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.distribution.PushedSample;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/** Speaks the distribution protocol request by request, as the specification writes it. */
final class RegistryClientOfTests {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String authorization;

    RegistryClientOfTests(int port, String user, String token) {
        this.base = "http://127.0.0.1:" + port;
        this.authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(LIMIT)
                        .header("Authorization", authorization)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> send(String method, String path) throws IOException, InterruptedException {
        return send(method, path, new byte[0]);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Begins an upload; gives where it goes on. */
    String begin(String app) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send("POST", "/v2/%s/blobs/uploads/".formatted(app));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(202);
        return header(response, "Location");
    }

    /** Pushes a blob in two requests. */
    HttpResponse<byte[]> blob(String app, byte[] content) throws IOException, InterruptedException {
        return send(
                "PUT",
                begin(app) + "?digest=" + Digest.of(content),
                content,
                "Content-Type",
                "application/octet-stream");
    }

    /** Pushes a blob in chunks of this length. */
    HttpResponse<byte[]> chunks(String app, byte[] content, int length)
            throws IOException, InterruptedException {
        String location = begin(app);
        for (int begin = 0; begin < content.length; begin += length) {
            int end = Math.min(content.length, begin + length);
            HttpResponse<byte[]> response =
                    send(
                            "PATCH",
                            location,
                            Arrays.copyOfRange(content, begin, end),
                            "Content-Range",
                            begin + "-" + (end - 1));
            assertThat(response.statusCode()).as(text(response)).isEqualTo(202);
            assertThat(header(response, "Range")).isEqualTo("0-" + (end - 1));
            location = header(response, "Location");
        }
        return send("PUT", location + "?digest=" + Digest.of(content));
    }

    void parts(String app, PushedSample sample) throws IOException, InterruptedException {
        for (byte[] part : new byte[][] {sample.layer(), sample.config()}) {
            HttpResponse<byte[]> response = blob(app, part);
            assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
        }
    }

    HttpResponse<byte[]> manifest(String app, String reference, byte[] manifest)
            throws IOException, InterruptedException {
        String text = new String(manifest, StandardCharsets.UTF_8);
        String type =
                text.contains("\"manifests\"")
                        ? PushedSample.INDEX
                        : "application/vnd.oci.image.manifest.v1+json";
        return send(
                "PUT",
                "/v2/%s/manifests/%s".formatted(app, reference),
                manifest,
                "Content-Type",
                type);
    }

    /** Pushes all of an image, which is deployed. */
    void push(String app, String tag, PushedSample sample)
            throws IOException, InterruptedException {
        parts(app, sample);
        HttpResponse<byte[]> response = manifest(app, tag, sample.manifest());
        assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
    }
}
