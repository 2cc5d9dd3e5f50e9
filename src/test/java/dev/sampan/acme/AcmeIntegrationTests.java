package dev.sampan.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.FakeMachine;
import dev.sampan.acme.Renewals.Renewal;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.router.RouterMain;
import dev.sampan.scheduler.Scheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Certificates from a real authority, by every challenge, with a real router in between. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.acme.check-dns=false",
            "sampan.acme.check-interval=24h",
            "sampan.acme.answer-timeout=30s",
            "spring.datasource.url=jdbc:h2:mem:acme;DB_CLOSE_DELAY=-1"
        })
@Import(FakeMachine.class)
@DirtiesContext
class AcmeIntegrationTests {

    private static final AppName SHOP = new AppName("shop");
    private static final AppName BLOG = new AppName("blog");

    private static Path home = Path.of("");

    @SuppressWarnings("NullAway.Init") // by startAuthority
    private static Pebble pebble;

    @SuppressWarnings("NullAway.Init") // by startAuthority
    private static Process router;

    @Autowired private Apps apps;
    @Autowired private Domains domains;
    @Autowired private AcmeSettings settings;
    @Autowired private Enrollments enrollments;
    @Autowired private Issuing issuing;
    @Autowired private Renewals renewals;
    @Autowired private Certificates certificates;
    @Autowired private Scheduler scheduler;

    @DynamicPropertySource
    static void startAuthority(DynamicPropertyRegistry registry) throws Exception {
        home = Files.createTempDirectory("sampan-acme-");
        int http = Pebble.freePort();
        int https = Pebble.freePort();
        pebble = new Pebble(home.resolve("pebble"), http, https);
        router = startRouter(http, https);
        registry.add("sampan.home", () -> home);
        registry.add("sampan.acme.trusted-roots", () -> pebble.root());
    }

    private static Process startRouter(int http, int https) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RouterMain.class.getName(),
                                "--port",
                                Integer.toString(http),
                                "--https-port",
                                Integer.toString(https),
                                "--listen",
                                "127.0.0.1",
                                "--home",
                                home.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("router.log").toFile())
                        .start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!answers(https)) {
            assertThat(System.nanoTime()).as("the router answers").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return process;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    @AfterAll
    static void stop() throws Exception {
        pebble.close();
        router.destroyForcibly();
        assertThat(router.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @BeforeEach
    void startEmpty() {
        apps.list().forEach(app -> apps.destroy(app.name()));
        settings.set(Optional.empty(), AcmeProperty.SERVER, Optional.of(pebble.directory()));
        settings.set(Optional.empty(), AcmeProperty.EMAIL, Optional.of("admin@example.com"));
    }

    private void app(AppName name, String... hosts) {
        apps.create(name);
        domains.set(name, Arrays.stream(hosts).map(DomainName::new).toList());
        scheduler.refreshRoutes();
    }

    private void set(AppName app, AcmeProperty property, String content) {
        settings.set(Optional.of(app), property, Optional.of(content));
    }

    private String table() throws IOException {
        return Files.readString(home.resolve("router/routes.json"));
    }

    @Test
    void issuesByHttpForAllPublicHostNames() throws Exception {
        app(SHOP, "shop.test", "www.shop.test", "shop.localhost");

        StoredCertificate issued = issuing.enable(SHOP, false);

        assertThat(issued.facts().hosts()).containsExactlyInAnyOrder("shop.test", "www.shop.test");
        assertThat(issued.facts().issuer()).contains("Pebble");
        assertThat(issued.source()).isEqualTo(StoredCertificate.Source.ISSUED);
        assertThat(certificates.isReadable(issued)).isTrue();
        assertThat(table()).contains(issued.digest()).contains("\"challenges\":[]");
        assertThat(enrollments.of(SHOP).orElseThrow().failures()).isZero();
        assertThat(issuing.isDue(SHOP, Instant.now())).isFalse();
    }

    @Test
    void issuesByTlsAlpn() throws Exception {
        app(SHOP, "shop.test");
        set(SHOP, AcmeProperty.CHALLENGE, "tls-alpn-01");

        assertThat(issuing.enable(SHOP, false).facts().hosts()).containsExactly("shop.test");
        assertThat(table()).doesNotContain("\"challenge\":true");
    }

    @Test
    void issuesWildcardsByDns() throws Exception {
        app(SHOP, "wild.test", "*.wild.test");
        set(SHOP, AcmeProperty.DNS_HOOK, pebble.hook().toString());

        assertThat(issuing.enable(SHOP, false).facts().hosts())
                .containsExactlyInAnyOrder("wild.test", "*.wild.test");
    }

    @Test
    void saysWhyAWildcardIsNotIssuedByHttp() {
        app(SHOP, "*.wild.test");

        assertThatThrownBy(() -> issuing.enable(SHOP, false))
                .isInstanceOf(IssueFailedException.class)
                .hasMessageContaining("Names with '*' need dns-01");
    }

    @Test
    void renewsEachAppForItselfAndWaitsAfterAFailure() throws Exception {
        app(SHOP, "shop.test");
        app(BLOG, "blog.test");
        StoredCertificate shop = issuing.enable(SHOP, false);
        StoredCertificate blog = issuing.enable(BLOG, false);
        set(BLOG, AcmeProperty.CHALLENGE, "dns-01");
        set(BLOG, AcmeProperty.DNS_HOOK, "/bin/false");
        // One renewal in a hundred asks for no proof of a name that Pebble has seen proven, at the
        // least reuse it can be set to; a name it has not seen is always asked for.
        var _ = domains.add(BLOG, new DomainName("new.blog.test"));
        Instant late = shop.facts().endsAt().minus(Duration.ofDays(10));

        List<Renewal> done = renewals.renewDue(late);

        assertThat(done).hasSize(2);
        assertThat(done).anySatisfy(one -> assertThat(one).isEqualTo(new Renewal(SHOP, "")));
        assertThat(done)
                .anySatisfy(
                        one ->
                                assertThat(one.failure())
                                        .contains("The program for TXT records failed"));
        assertThat(certificates.of(SHOP).orElseThrow().digest()).isNotEqualTo(shop.digest());
        assertThat(certificates.of(BLOG).orElseThrow().digest()).isEqualTo(blog.digest());
        Enrollment failed = enrollments.of(BLOG).orElseThrow();
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.nextAttempt()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
        assertThat(failed.alarmed()).as("it ends in ten days").isTrue();
        assertThat(renewals.renewDue(Instant.now())).as("nothing may be tried now").isEmpty();
    }

    @Test
    void refusesToHammerTheAuthority() {
        app(SHOP, "shop.test");
        set(SHOP, AcmeProperty.CHALLENGE, "dns-01");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> issuing.enable(SHOP, false))
                    .isInstanceOf(IssueFailedException.class)
                    .hasMessageContaining("dns-01 needs a program");
        }

        assertThatThrownBy(() -> issuing.enable(SHOP, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("The authority has refused 3 times in a row");
        assertThatThrownBy(() -> issuing.enable(SHOP, true))
                .isInstanceOf(IssueFailedException.class);
    }

    @Test
    void getsANewOneWhenAHostNameIsAdded() throws Exception {
        app(SHOP, "shop.test");
        issuing.enable(SHOP, false);

        var _ = domains.add(SHOP, new DomainName("new.shop.test"));

        assertThat(issuing.isDue(SHOP, Instant.now())).isTrue();
        assertThat(renewals.renewNow(Optional.of(SHOP))).containsExactly(new Renewal(SHOP, ""));
        assertThat(certificates.of(SHOP).orElseThrow().facts().hosts())
                .containsExactlyInAnyOrder("shop.test", "new.shop.test");
    }

    @Test
    void revokesAndDisables() throws Exception {
        app(SHOP, "shop.test");
        issuing.enable(SHOP, false);

        issuing.revoke(SHOP);

        assertThat(certificates.of(SHOP)).isEmpty();
        assertThat(enrollments.of(SHOP)).isEmpty();
        assertThatThrownBy(() -> issuing.revoke(SHOP)).isInstanceOf(RefusedException.class);
    }
}
