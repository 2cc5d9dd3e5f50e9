package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Sends blobs and manifests to a registry without TLS, as they are. */
final class RegistryUpload {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final String authorization;

    RegistryUpload(String host, String repository, String login) {
        this.base = URI.create("http://%s/v2/%s/".formatted(host, repository));
        this.authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    void blob(byte[] content) throws IOException, InterruptedException {
        HttpResponse<String> begun =
                send(
                        "POST",
                        base.resolve("blobs/uploads/"),
                        "application/octet-stream",
                        new byte[0]);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        URI place = base.resolve(begun.headers().firstValue("Location").orElseThrow());
        URI whole =
                URI.create(
                        place
                                + (place.getRawQuery() == null ? "?" : "&")
                                + "digest="
                                + Digest.of(content));
        HttpResponse<String> sent = send("PUT", whole, "application/octet-stream", content);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
    }

    void manifest(String tag, byte[] manifest) throws IOException, InterruptedException {
        HttpResponse<String> sent =
                send("PUT", base.resolve("manifests/" + tag), OciJson.MANIFEST, manifest);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
    }

    private HttpResponse<String> send(String method, URI target, String type, byte[] body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(target)
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", authorization)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
