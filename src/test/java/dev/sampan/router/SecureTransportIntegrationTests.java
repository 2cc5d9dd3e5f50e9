package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.certificate.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redirects to TLS, Strict-Transport-Security, and challenges of certificate authorities. */
class SecureTransportIntegrationTests {

    private static final String HSTS = "max-age=15724800; includeSubDomains";
    private static final String END = "\r\nConnection: close\r\n\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws Exception {
        origin = TestOrigin.ok();
        router = new TestRouter(home, origin.target());
        byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
        Certificate certificate =
                new Certificate(
                        "app",
                        new CertificateFiles(home).store("app", pem),
                        List.of("app.test", "*.wild.test"),
                        Certificate.Use.SERVER);
        Route route =
                new Route(
                                "app",
                                List.of("app.test", "bare.test", "*.wild.test"),
                                List.of(origin.target()))
                        .withTransport(new TransportPolicy(true, HSTS));
        router.publisher()
                .publish(table -> table.with(route).withCertificates(List.of(certificate)));
    }

    @AfterEach
    void stop() throws Exception {
        router.close();
        origin.close();
    }

    @Test
    void sendsRequestsToTlsWhenTheHostHasACertificate() throws Exception {
        String there = "https://app.test:" + router.securePort();

        assertThat(router.exchange("GET /a/b?c=d%20e HTTP/1.1\r\nHost: App.test:80" + END))
                .startsWith("HTTP/1.1 301 Moved Permanently\r\n")
                .contains("\r\nLocation: " + there + "/a/b?c=d%20e\r\n")
                .doesNotContain("Strict-Transport-Security");
        assertThat(
                        router.exchange(
                                "POST /form HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2"
                                        + END
                                        + "ab"))
                .startsWith("HTTP/1.1 308 Permanent Redirect\r\n")
                .contains("\r\nLocation: " + there + "/form\r\n");
        assertThat(router.exchange("GET / HTTP/1.1\r\nHost: one.wild.test" + END))
                .startsWith("HTTP/1.1 301 ");
        assertThat(origin.heads()).isEmpty();
    }

    @Test
    void servesHostsWithoutACertificateAsTheyAre() throws Exception {
        assertThat(router.exchange("GET / HTTP/1.1\r\nHost: bare.test" + END))
                .startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(router.exchange("GET / HTTP/1.1\r\nHost: deep.one.wild.test" + END))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void addsStrictTransportSecurityOverTlsOnly() throws Exception {
        try (TlsClient client = TlsClient.connect(router.securePort(), "app.test")) {
            client.send("GET / HTTP/1.1\r\nHost: app.test" + END);
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\nStrict-Transport-Security: " + HSTS + "\r\n");
        }
        try (TlsClient client = TlsClient.connect(router.securePort(), "app.test")) {
            client.send("GET / HTTP/1.1\r\nHost: bare.test" + END);
            assertThat(client.rest()).doesNotContain("Strict-Transport-Security");
        }
    }

    @Test
    void speaksHttp2WhenTheClientOffersIt() throws Exception {
        int port = router.securePort();
        Process curl =
                new ProcessBuilder(
                                "curl",
                                "-sk",
                                "--http2",
                                "-i",
                                "--max-time",
                                "20",
                                "--resolve",
                                "app.test:%d:127.0.0.1".formatted(port),
                                "https://app.test:%d/".formatted(port))
                        .redirectErrorStream(true)
                        .start();
        String answer =
                new String(curl.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

        assertThat(answer)
                .startsWith("HTTP/2 200")
                .contains("\r\nstrict-transport-security: " + HSTS + "\r\n");
    }

    @Test
    void servesWithoutTlsWhenTheRouteDoesNotAskForIt() throws Exception {
        router.publisher()
                .publish(
                        table ->
                                table.with(
                                        table.find("app")
                                                .orElseThrow()
                                                .withTransport(new TransportPolicy(false, ""))));

        assertThat(router.exchange("GET / HTTP/1.1\r\nHost: app.test" + END))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void answersChallengesBeforeItRedirects() throws Exception {
        router.publisher()
                .publish(
                        table ->
                                table.withChallenges(
                                        List.of(new Challenge("app.test", "tok-1", "tok-1.key"))));

        String path = "/.well-known/acme-challenge/";
        assertThat(router.exchange("GET " + path + "tok-1 HTTP/1.1\r\nHost: app.test" + END))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\ntok-1.key");
        assertThat(router.exchange("GET " + path + "tok-1 HTTP/1.1\r\nHost: bare.test" + END))
                .doesNotContain("tok-1.key");
        assertThat(router.exchange("GET " + path + "other HTTP/1.1\r\nHost: app.test" + END))
                .startsWith("HTTP/1.1 301 ");
    }

    @Test
    void keepsCertificatesPoliciesAndChallengesInTheFile() {
        RouteTable table =
                router.publisher()
                        .current()
                        .withChallenges(List.of(new Challenge("app.test", "tok-1", "tok-1.key")));

        RouteTable read = RouteTableJson.read(RouteTableJson.write(table));

        assertThat(read).isEqualTo(table);
        assertThat(read.certificates()).hasSize(1);
        assertThat(read.find("app").orElseThrow().transport().hsts()).isEqualTo(HSTS);
    }
}
