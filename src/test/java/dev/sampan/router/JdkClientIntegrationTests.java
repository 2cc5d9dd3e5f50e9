package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.certificate.SelfSigned;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client, which agrees on HTTP/2 by ALPN, with a router that is a process of its own. */
@Timeout(180)
class JdkClientIntegrationTests {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int AT_ONCE = 80;

    @TempDir private Path home;
    private TestOrigin origin;
    private Process router;
    private int port;

    @BeforeEach
    void start() throws Exception {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            byte[] body = Ascii.bytes(TestOrigin.body(head, in));
                            String path =
                                    head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
                            out.write(
                                    Ascii.bytes(
                                            "HTTP/1.1 200 OK\r\nX-Path: %s\r\nContent-Length: %d\r\n\r\n"
                                                    .formatted(path, body.length)));
                            out.write(body);
                            return true;
                        });
        String digest =
                new CertificateFiles(home)
                        .store(
                                "local",
                                SelfSigned.of(List.of("localhost"), Duration.ofDays(1)).toPem());
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(
                        table ->
                                table.with(
                                                new Route(
                                                        "app",
                                                        List.of("localhost"),
                                                        List.of(origin.target())))
                                        .withCertificates(
                                                List.of(
                                                        new Certificate(
                                                                "local",
                                                                digest,
                                                                List.of("localhost"),
                                                                Certificate.Use.SERVER))));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        router =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RouterMain.class.getName(),
                                "--port",
                                "0",
                                "--https-port",
                                String.valueOf(port),
                                "--listen",
                                "127.0.0.1",
                                "--home",
                                home.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("out.log").toFile())
                        .start();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!Files.readString(home.resolve("out.log")).contains("Serving on port")) {
            assertThat(router.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(home.resolve("out.log")))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @AfterEach
    void stop() throws Exception {
        router.destroyForcibly();
        assertThat(router.waitFor(10, TimeUnit.SECONDS)).isTrue();
        origin.close();
    }

    private HttpClient client(HttpClient.Version version) throws IOException {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(TlsClient.context())
                .connectTimeout(LONGEST)
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(LONGEST);
    }

    @Test
    void agreesOnHttp2AndSendsManyRequestsAtOnce() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            // The first one agrees on the connection that the others share.
            assertThat(client.send(request("/").build(), text()).version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(
                        client.sendAsync(
                                request("/" + i)
                                        .POST(HttpRequest.BodyPublishers.ofString("body " + i))
                                        .build(),
                                text()));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                HttpResponse<String> answer = answers.get(i).get(60, TimeUnit.SECONDS);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-path")).hasValue("/" + i);
                assertThat(answer.body()).isEqualTo("body " + i);
            }
        }
        assertThat(origin.heads()).hasSize(AT_ONCE + 1);
        assertThat(origin.heads().getLast()).contains("\r\nX-Forwarded-Proto: https\r\n");
    }

    @Test
    void carriesLargeBodiesBothWays() throws Exception {
        String large = "0123456789".repeat(300_000);
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> answer =
                    client.send(
                            request("/large")
                                    .POST(HttpRequest.BodyPublishers.ofString(large))
                                    .build(),
                            text());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body().equals(large)).as("comes back as it was sent").isTrue();
        }
    }

    @Test
    void speaksHttp1WhenTheClientWantsThat() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> answer = client.send(request("/one").build(), text());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.headers().firstValue("x-path")).hasValue("/one");
        }
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1);
    }
}
