package dev.sampan.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the npm registry which versions of a package there are, and fetches one of them. An answer is believed for an
 * hour, so that pushes do not wait for it.
 *
 * @see <a href="https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md">npm: package metadata</a>
 */
@Component
final class NpmRegistry {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration DOWNLOAD = Duration.ofMinutes(10);
    private static final Duration BELIEVED = Duration.ofHours(1);
    private static final long LARGEST_INDEX = 64L << 20;
    private static final long LARGEST_TARBALL = 512L << 20;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,100}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Answer(List<NpmRelease> releases, Instant until) {}

    private final URI address;
    private final HttpClient http;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    @Autowired
    NpmRegistry(BuildProperties properties) {
        this(
                URI.create(properties.npmRegistry(System.getenv()) + "/").normalize(),
                HostHttp.client(System.getenv(), properties.caBundle(), PATIENCE));
    }

    NpmRegistry(URI address, HttpClient http) {
        this.address = address;
        this.http = http;
    }

    /**
     * All released versions of a package, in no order.
     *
     * @throws IOException when the registry does not answer, or not in a form that can be read
     */
    List<NpmRelease> releases(String name) throws IOException, InterruptedException {
        Answer known = answers.get(name);
        if (known != null && Instant.now().isBefore(known.until())) {
            return known.releases();
        }
        List<NpmRelease> fresh = ask(name);
        answers.put(name, new Answer(fresh, Instant.now().plus(BELIEVED)));
        return fresh;
    }

    /**
     * Writes the tarball of a release to a file.
     *
     * @throws IOException when it cannot be fetched or is not what the registry said it is
     */
    void download(NpmRelease release, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(release.tarball()).timeout(DOWNLOAD).build();
        send(request, HttpResponse.BodyHandlers.ofFile(file), LARGEST_TARBALL, release.text());
        if (!integrity(file).equals(release.integrity())) {
            Files.delete(file);
            throw new IOException(
                    "'%s' is damaged or was exchanged: its digest is not the one that the npm registry gives"
                            .formatted(release.text()));
        }
    }

    private static String integrity(Path file) throws IOException {
        MessageDigest digest = sha512();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return "sha512-" + Base64.getEncoder().encodeToString(digest.digest());
    }

    private List<NpmRelease> ask(String name) throws IOException, InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'%s' cannot be a package".formatted(name));
        }
        if (address.getHost() == null) {
            throw new IOException(
                    "no npm registry is known. Set sampan.build.npm-registry, or npm_config_registry before './sampan up'");
        }
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(name))
                        .timeout(PATIENCE)
                        // The short form: what an installer needs.
                        .header("Accept", "application/vnd.npm.install-v1+json, application/json")
                        .build();
        return parse(
                name, send(request, HttpResponse.BodyHandlers.ofByteArray(), LARGEST_INDEX, name));
    }

    static List<NpmRelease> parse(String name, byte[] text) throws IOException {
        try {
            List<NpmRelease> releases = new ArrayList<>();
            for (JsonNode version : JSON.readTree(text).path("versions")) {
                JsonNode dist = version.path("dist");
                String integrity = dist.path("integrity").asString("");
                String tarball = dist.path("tarball").asString("");
                String node = version.path("engines").path("node").asString("*");
                if (integrity.startsWith("sha512-") && tarball.startsWith("http")) {
                    SemanticVersion.parse(version.path("version").asString(""))
                            .ifPresent(
                                    number ->
                                            releases.add(
                                                    new NpmRelease(
                                                            name,
                                                            number,
                                                            URI.create(tarball),
                                                            integrity,
                                                            node)));
                }
            }
            return List.copyOf(releases);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(
                    "What the npm registry says about '%s' cannot be read: %s"
                            .formatted(name, e.getMessage()),
                    e);
        }
    }

    /** What the registry answers, as a whole: neither endless nor larger than allowed. */
    private <T> T send(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, long largest, String what)
            throws IOException, InterruptedException {
        Duration limit = request.timeout().orElse(PATIENCE);
        CompletableFuture<HttpResponse<T>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.limiting(handler, largest));
        try {
            HttpResponse<T> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(
                        "The npm registry answered %d for '%s'"
                                .formatted(response.statusCode(), what));
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(
                    "The npm registry cannot be asked for '%s': %s"
                            .formatted(what, e.getCause() == null ? e : e.getCause()),
                    e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The npm registry did not answer for '%s' within %d s"
                            .formatted(what, limit.toSeconds()),
                    e);
        } finally {
            answer.cancel(true);
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-512", e);
        }
    }
}
