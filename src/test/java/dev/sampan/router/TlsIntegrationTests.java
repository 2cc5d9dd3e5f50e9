package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.certificate.SelfSigned;
import dev.sampan.unit.AddressBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to the router: which certificate is shown to whom, what goes on to the app, and what is refused. */
class TlsIntegrationTests {

    private static final String GET =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";
    private static final String GET_AND_STAY = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;
    private CertificateFiles files;

    @BeforeEach
    void start() throws Exception {
        origin = TestOrigin.ok();
        router =
                new TestRouter(
                        home,
                        RouterSettings.DEFAULT.withHeaderRead(Duration.ofSeconds(2)),
                        origin.target());
        files = new CertificateFiles(home);
    }

    @AfterEach
    void stop() throws Exception {
        router.close();
        origin.close();
    }

    private Certificate certificate(String name, String... hosts) {
        byte[] pem = SelfSigned.of(List.of(name), Duration.ofDays(1)).toPem();
        return new Certificate(
                name.replace('*', '_'),
                files.store(name.replace('*', '_'), pem),
                List.of(hosts),
                Certificate.Use.SERVER);
    }

    private void use(Certificate... certificates) {
        assertThat(
                        router.publisher()
                                .publish(table -> table.withCertificates(List.of(certificates)))
                                .acknowledged())
                .isTrue();
    }

    private TlsClient connect(String name, String... protocols) throws IOException {
        return TlsClient.connect(router.securePort(), name, protocols);
    }

    private String shownTo(String name) throws IOException {
        try (TlsClient client = connect(name)) {
            return client.shown();
        }
    }

    @Test
    void servesByTlsAndTellsTheAppSo() throws Exception {
        use(certificate("app.test", "app.test"));

        try (TlsClient client = connect("app.test", "http/1.1")) {
            client.send(GET);

            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(client.socket().getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        assertThat(origin.heads().getFirst())
                .contains("\r\nX-Forwarded-Proto: https\r\n")
                .contains("\r\nX-Forwarded-Port: " + router.securePort() + "\r\n");
    }

    @Test
    void servesManyRequestsOnOneConnection() throws Exception {
        use(certificate("app.test", "app.test"));

        try (TlsClient client = connect("app.test")) {
            for (int i = 0; i < 20; i++) {
                client.send(GET_AND_STAY);
                assertThat(client.answer(2)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
            }
        }
        assertThat(origin.heads()).hasSize(20);
    }

    private void other(RoutePolicy policy) {
        Route other = new Route("other", List.of("other.test"), List.of(origin.target()));
        assertThat(router.publisher().publish(t -> t.with(other.withPolicy(policy))).acknowledged())
                .isTrue();
    }

    private static String status(TestHttp2Client client, int stream, String host)
            throws IOException {
        byte[] head =
                TestHttp2Client.block(
                        ":method", "GET", ":scheme", "https", ":path", "/", ":authority", host);
        client.send(1, 5, stream, head);
        return client.answer(stream).getOrDefault(":status", "none");
    }

    @Test
    void keepsTheRulesOfEachHostWhenOneConnectionAsksForHostsOfOtherCertificates()
            throws Exception {
        use(certificate("app.test", "app.test"), certificate("other.test", "other.test"));
        AccessRules denied =
                new AccessRules(List.of(AddressBlock.parse("127.0.0.1")), List.of(), Map.of());
        AccessRules secret =
                new AccessRules(
                        List.of(), List.of(), Map.of("ann", PasswordHash.of("open sesame").text()));

        other(RoutePolicy.DEFAULT.withAccess(secret));
        try (TlsClient tls = connect("app.test", "h2");
                TestHttp2Client client = new TestHttp2Client(tls.socket())) {
            client.sendRaw(Http2Connection.PREFACE);
            client.settings();
            assertThat(tls.shown()).isEqualTo("app.test");
            assertThat(status(client, 1, "app.test")).isEqualTo("200");
            assertThat(status(client, 3, "other.test")).isEqualTo("401");
            other(RoutePolicy.DEFAULT.withAccess(denied));
            assertThat(status(client, 5, "other.test")).isEqualTo("403");
            other(RoutePolicy.DEFAULT.withGate(Gate.maintenance(null)));
            assertThat(status(client, 7, "other.test")).isEqualTo("503");
            other(RoutePolicy.DEFAULT);
            assertThat(status(client, 9, "other.test")).isEqualTo("200");
            assertThat(status(client, 11, "nobody.test")).isEqualTo("404");
        }
    }

    @Test
    void showsTheExactNameBeforeTheWildcard() throws Exception {
        use(
                certificate("*.wild.test", "*.wild.test"),
                certificate("one.wild.test", "one.wild.test"),
                certificate("nobody"));

        assertThat(shownTo("one.wild.test")).isEqualTo("one.wild.test");
        assertThat(shownTo("two.wild.test")).isEqualTo("*.wild.test");
        assertThat(shownTo("TWO.Wild.test")).isEqualTo("*.wild.test");
        assertThat(shownTo("deep.two.wild.test"))
                .as("a wildcard covers one level")
                .isEqualTo("nobody");
    }

    @Test
    void showsTheFallbackToRoutesWithoutACertificateAndToThoseWhoSayNoName() throws Exception {
        use(certificate("nobody"), certificate("other.test", "other.test"));

        assertThat(shownTo("app.test")).isEqualTo("nobody");
        assertThat(shownTo("")).isEqualTo("nobody");
    }

    @Test
    void refusesNamesThatNobodyHas() {
        use(certificate("nobody"));

        assertThatThrownBy(() -> shownTo("stranger.test"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void leavesOutADamagedCertificateAndNoOther() throws Exception {
        Certificate damaged = certificate("app.test", "app.test");
        Certificate missing = certificate("gone.wild.test", "gone.wild.test");
        Certificate unfit =
                new Certificate(
                        "unfit",
                        files.store("unfit", unfitPem()),
                        List.of("x.wild.test"),
                        Certificate.Use.SERVER);
        Certificate empty =
                new Certificate(
                        "empty",
                        files.store("empty", new byte[0]),
                        List.of("y.wild.test"),
                        Certificate.Use.SERVER);
        byte[] bytes = Files.readAllBytes(files.file(damaged.name(), damaged.digest()));
        Files.write(
                files.file(damaged.name(), damaged.digest()),
                Arrays.copyOf(bytes, bytes.length / 2));
        Files.delete(files.file(missing.name(), missing.digest()));

        use(
                damaged,
                missing,
                unfit,
                empty,
                certificate("good.wild.test", "good.wild.test"),
                certificate("nobody"));

        assertThat(shownTo("good.wild.test")).isEqualTo("good.wild.test");
        assertThat(shownTo("app.test")).isEqualTo("nobody");
        assertThat(shownTo("gone.wild.test")).isEqualTo("nobody");
        assertThat(shownTo("x.wild.test")).isEqualTo("nobody");
        assertThat(shownTo("y.wild.test")).isEqualTo("nobody");
    }

    /** The key of one and the chain of another. */
    private static byte[] unfitPem() {
        String one = pem("a.test");
        String other = pem("b.test");
        int end = one.indexOf("-----BEGIN CERTIFICATE");
        return (one.substring(0, end) + other.substring(other.indexOf("-----BEGIN CERTIFICATE")))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(String host) {
        return new String(
                SelfSigned.of(List.of(host), Duration.ofDays(1)).toPem(),
                StandardCharsets.US_ASCII);
    }

    @Test
    void swapsCertificatesWithoutLosingAConnection() throws Exception {
        Certificate first = certificate("app.test", "app.test");
        use(first);
        try (TlsClient before = connect("app.test")) {
            before.send(GET_AND_STAY);
            assertThat(before.answer(2)).endsWith("ok");

            Certificate second = certificate("app.test", "app.test");
            assertThat(second.digest()).isNotEqualTo(first.digest());
            use(second);

            before.send(GET);
            assertThat(before.rest()).endsWith("ok");
        }
        use(certificate("renewed.test", "app.test"));
        assertThat(shownTo("app.test")).isEqualTo("renewed.test");
    }

    @Test
    void showsTheAnswerToAChallengeOnlyToWhoAsksForIt() throws Exception {
        byte[] pem = SelfSigned.forChallenge("app.test", new byte[32]).toPem();
        Certificate challenge =
                new Certificate(
                        "challenge-app.test",
                        files.store("challenge-app.test", pem),
                        List.of("app.test"),
                        Certificate.Use.CHALLENGE);
        use(certificate("real.test", "app.test"), challenge);

        try (TlsClient authority = connect("app.test", "acme-tls/1")) {
            assertThat(authority.socket().getApplicationProtocol()).isEqualTo("acme-tls/1");
            assertThat(authority.shown()).isEqualTo("app.test");
            assertThat(authority.socket().getInputStream().read()).isNegative();
        }
        assertThat(shownTo("app.test")).isEqualTo("real.test");
        assertThatThrownBy(() -> connect("other.test", "acme-tls/1").close())
                .isInstanceOf(SSLException.class);
    }

    @Test
    void speaksVersionsOneTwoAndOneThreeOnly() throws Exception {
        use(certificate("app.test", "app.test"));

        try (TlsClient client =
                TlsClient.connect(router.securePort(), "app.test", List.of("TLSv1.2"))) {
            assertThat(client.socket().getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(client.socket().getSession().getCipherSuite()).contains("_GCM_");
        }
        assertThat(openssl("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
                .containsAnyOf("alert", "unsupported protocol", "no protocols available");
        assertThat(openssl("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"))
                .contains("alert");
    }

    @Test
    void resumesSessionsByTickets() throws Exception {
        use(certificate("app.test", "app.test"));
        Path session = home.resolve("session.pem");

        assertThat(openssl("-tls1_3", "-sess_out", session.toString())).contains("New, TLSv1.3");
        assertThat(openssl("-tls1_3", "-sess_in", session.toString())).contains("Reused, TLSv1.3");
    }

    @Test
    void answersWhenTicketIsOfACertificateThatWasReplaced() throws Exception {
        use(certificate("app.test", "app.test"));
        Path session = home.resolve("session.pem");
        Path early = home.resolve("early");
        Files.writeString(early, "GET /early HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertThat(openssl("-tls1_3", "-sess_out", session.toString())).contains("New, TLSv1.3");
        assertThat(
                        openssl(
                                "-tls1_3",
                                "-sess_in",
                                session.toString(),
                                "-early_data",
                                early.toString()))
                .contains("Early data was not sent", "HTTP/1.1 200 OK");

        use(certificate("app.test", "app.test"));

        assertThat(openssl("-tls1_3", "-sess_in", session.toString()))
                .contains("TLSv1.3", "HTTP/1.1 200 OK");
    }

    @Test
    void refusesToNegotiateAgain() throws Exception {
        use(certificate("app.test", "app.test"));

        assertThat(opensslSays("R\n", "-tls1_2"))
                .contains("RENEGOTIATING")
                .containsAnyOf("no renegotiation", "alert", "errno");
        assertThat(openssl("-tls1_2")).contains("HTTP/1.1 200 OK");
    }

    /** What openssl says about one request. */
    private String openssl(String... options) throws Exception {
        return opensslSays(GET, options);
    }

    private String opensslSays(String input, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("timeout", "20", "openssl", "s_client"));
        command.addAll(
                List.of("-connect", "127.0.0.1:" + router.securePort(), "-servername", "app.test"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
            in.flush();
            return outputOf(process);
        } catch (IOException e) {
            return outputOf(process); // it ended before it read the request
        }
    }

    private static String outputOf(Process process) throws Exception {
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void closesAHandshakeThatDoesNotEndInTime() throws Exception {
        use(certificate("app.test", "app.test"));

        try (Socket silent = plain();
                Socket slow = plain()) {
            slow.getOutputStream().write(new byte[] {0x16, 3, 1, 0, (byte) 200, 1});
            assertThat(silent.getInputStream().read()).isNegative();
            assertThat(slow.getInputStream().read()).isNegative();
        }
        assertThat(shownTo("app.test")).isEqualTo("app.test");
    }

    @Test
    void refusesAHelloOfMoreThanSixteenKibibytes() throws Exception {
        use(certificate("app.test", "app.test"));

        try (Socket client = plain()) {
            byte[] record = new byte[5 + 1000];
            record[0] = 0x16;
            record[1] = 3;
            record[2] = 1;
            record[3] = 1000 >> 8;
            record[4] = (byte) (1000 & 0xff);
            record[5] = 1;
            record[6] = 0;
            record[7] = (byte) 0x80;
            client.getOutputStream().write(record);

            assertThat(client.getInputStream().readAllBytes().length).isLessThan(100);
        }
    }

    @Test
    void refusesWhatIsNoTls() throws Exception {
        use(certificate("app.test", "app.test"));

        try (Socket client = plain()) {
            client.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));

            assertThat(client.getInputStream().readAllBytes().length).isLessThan(100);
        }
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), router.securePort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void streamsALargeBodyBothWays() throws Exception {
        use(certificate("app.test", "app.test"));
        int size = 8 << 20;
        origin.setScript(
                (head, in, out) -> {
                    in.readNBytes(size);
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    out.write(new byte[size]);
                    return true;
                });

        try (TlsClient client = connect("app.test")) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + size + "\r\n\r\n");
            client.socket().getOutputStream().write(new byte[size]);
            client.socket().getOutputStream().flush();

            assertThat(client.answer(size))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .hasSizeGreaterThan(size);
        }
    }

    @Test
    void saysWhenAnAnswerIsNotComplete() throws Exception {
        use(certificate("app.test", "app.test"));
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234"));
                    return false;
                });

        assertThat(openssl("-tls1_3"))
                .contains("\r\n\r\n1234")
                .contains("unexpected eof while reading");
    }

    @Test
    void saysWhenAnAnswerIsComplete() throws Exception {
        use(certificate("app.test", "app.test"));

        assertThat(openssl("-tls1_3"))
                .contains("\r\n\r\nok")
                .doesNotContain("unexpected eof while reading");
    }

    @Test
    void countsConnectionsOnce() throws Exception {
        use(certificate("app.test", "app.test"));

        try (TlsClient client = connect("app.test")) {
            client.send(GET_AND_STAY);
            assertThat(client.answer(2)).endsWith("ok");
            assertThat(router.stats().connections()).isEqualTo(1);
        }
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (router.stats().connections() > 0) {
            assertThat(System.nanoTime()).as("connections end").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
