package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images are pushed whole to registries of all manners, and nothing twice. */
@Timeout(120)
class RegistryPushesIntegrationTests {

    @TempDir Path home;
    @TempDir Path folder;

    private final List<String> progress = new ArrayList<>();
    private PushRegistry registry;
    private FileImageStore store;
    private RegistryLogins logins;
    private @Nullable RegistryConnections connections;
    private Image image;

    @BeforeEach
    void setUp() throws IOException {
        registry = new PushRegistry();
        store =
                new FileImageStore(
                        new ImageFiles(new SampanHome(home)),
                        new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(64), 10_000));
        logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        SampleImage sample =
                new SampleImage()
                        .layer(
                                new TarBuilder()
                                        .entry("data", TarConstants.LF_NORMAL, random, _ -> {}),
                                SampleImage.GZIP)
                        .layer(new TarBuilder().file("b", "2"), SampleImage.ZSTD);
        image =
                store.importArchive(
                        new ByteArrayInputStream(sample.saved("a:1").bytes()), Optional.empty());
    }

    @AfterEach
    void tearDown() {
        if (connections != null) {
            connections.close();
        }
        store.close();
        registry.close();
    }

    private void push(String host) throws InterruptedException {
        push(host, List.of(host));
    }

    private void push(String host, List<String> insecure) throws InterruptedException {
        if (connections != null) {
            connections.close();
        }
        RegistryConnections made =
                new RegistryConnections(
                        new RegistryProperties(
                                List.of(),
                                insecure,
                                2,
                                Duration.ofSeconds(30),
                                3,
                                Duration.ofMillis(1)));
        connections = made;
        new RegistryPushes(store, made, logins)
                .push(
                        image.digest(),
                        ImageReference.parse(host + "/team/app:1"),
                        "shop",
                        progress::add);
    }

    private void assertPushed() throws IOException {
        byte[] manifest = Objects.requireNonNull(registry.manifests.get("1"));
        // Layers are zstd here and gzip there.
        Digest portable = store.portable(image.digest());
        assertThat(Digest.of(manifest)).isEqualTo(portable).isNotEqualTo(image.digest());
        assertThat(registry.blobs).hasSize(3);
        for (Digest part : store.files(portable).keySet()) {
            if (!part.equals(portable)) {
                assertThat(registry.blobs).containsKey(part.value());
            }
        }
    }

    @Test
    void pushAllPartsAndThenTheManifest() throws Exception {
        push(registry.host());

        assertPushed();
        assertThat(registry.requests.getLast()).startsWith("PUT /v2/team/app/manifests/1");
        assertThat(progress).anyMatch(line -> line.startsWith("Sent 3 of 3 part(s)"));
    }

    @Test
    void sendNothingThatIsThere() throws Exception {
        push(registry.host());
        registry.requests.clear();
        registry.manifests.clear();

        push(registry.host());

        assertPushed();
        assertThat(registry.requests("PATCH")).isEmpty();
        assertThat(progress).anyMatch(line -> line.startsWith("Sent 0 of 3 part(s)"));
    }

    @Test
    void goOnWhereTheConnectionBrokeOff() throws Exception {
        registry.breaking.set(2);

        push(registry.host());

        assertPushed();
        assertThat(registry.requests("PATCH"))
                .anyMatch(line -> line.matches(".* [1-9]\\d*-\\d+ .*"));
    }

    @Test
    void beginAnewWhenTheRegistryForgot() throws Exception {
        registry.breaking.set(2);
        registry.forgetful = true;

        push(registry.host());

        assertPushed();
        assertThat(registry.requests("POST")).hasSizeGreaterThan(3);
    }

    @Test
    void endAnUploadAgainWhenThatFailed() throws Exception {
        registry.failing.set(2);

        push(registry.host());

        assertPushed();
    }

    @Test
    void getATokenWhenAskedTo() throws Exception {
        registry.challenge =
                "Bearer realm=\"http://%s/token\",service=\"s\",scope=\"repository:team/app:pull,push\""
                        .formatted(registry.host());
        registry.accepted = "Bearer abc";
        logins.put(Optional.of("shop"), registry.host(), new RegistryLogin("u", "p"));

        push(registry.host());

        assertPushed();
        assertThat(registry.requests)
                .anyMatch(
                        line ->
                                line.startsWith("GET /token?service=s&scope=")
                                        && line.endsWith(new RegistryLogin("u", "p").basic()));
    }

    @Test
    void takeNoLoginAlongToWhereUploadsGo() throws Exception {
        String basic = new RegistryLogin("u", "p").basic();
        registry.challenge = "Basic realm=\"x\"";
        registry.accepted = basic;
        logins.put(Optional.of("shop"), registry.host(), new RegistryLogin("u", "p"));
        try (PushRegistry other = new PushRegistry()) {
            registry.uploadsAt = "http://" + other.host();

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> push(registry.host()))
                    .withMessageContaining("sampan.registry");
            assertThat(other.requests).isEmpty();
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () -> push(registry.host(), List.of(registry.host(), other.host())));
            assertThat(other.requests).isNotEmpty().allMatch(line -> line.endsWith(" null"));
        }
    }

    @Test
    void sayWhyARegistryRefuses() {
        registry.denying = true;

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> push(registry.host()))
                .withMessageContaining("status 403, DENIED not yours");
    }

    @Test
    void sayThatALoginIsWanted() {
        registry.challenge = "Basic realm=\"x\"";
        registry.accepted = "Basic x";

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> push(registry.host()))
                .withMessageContaining("registry:login");
        assertThat(registry.manifests).isEmpty();
    }

    @Test
    void giveUpAfterSomeAttempts() {
        registry.failing.set(1000);

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> push(registry.host()))
                .withMessageContaining("status 503");
        assertThat(registry.manifests).isEmpty();
    }

    @Test
    void pushToADigestIsRefused() {
        try (RegistryConnections made =
                new RegistryConnections(
                        new RegistryProperties(
                                List.of(),
                                List.of(),
                                2,
                                Duration.ofSeconds(30),
                                3,
                                Duration.ofMillis(1)))) {
            RegistryPushes pushes = new RegistryPushes(store, made, logins);
            assertThatExceptionOfType(InvalidImageException.class)
                    .isThrownBy(
                            () ->
                                    pushes.push(
                                            image.digest(),
                                            ImageReference.parse("x.example/a@" + image.digest()),
                                            "shop",
                                            progress::add));
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    pushes.push(
                                            image.digest(),
                                            ImageReference.parse(registry.host() + "/a:1"),
                                            "shop",
                                            progress::add))
                    .withMessageContaining("sampan.registry");
            assertThat(registry.requests).isEmpty();
        }
    }

    @Test
    void debiansRegistryTakesItAndOthersReadItWithTheAppsLogin() throws Exception {
        try (DockerRegistry real = new DockerRegistry(folder)) {
            logins.put(Optional.of("shop"), real.host(), new RegistryLogin("me", "secret"));

            push(real.host());
            push(real.host());

            assertThat(progress)
                    .anyMatch(line -> line.startsWith("Sent 3 of 3"))
                    .anyMatch(line -> line.startsWith("Sent 0 of 3"));
            Path auth = folder.resolve("auth.json");
            Files.writeString(auth, logins.authFile("shop", List.of(real.host())).orElseThrow());
            assertThat(
                            skopeo(
                                    "inspect",
                                    "--tls-verify=false",
                                    "--authfile",
                                    auth.toString(),
                                    "docker://" + real.host() + "/team/app:1"))
                    .contains(store.portable(image.digest()).value());
        }
    }

    private String skopeo(String... arguments) throws Exception {
        Path output = Files.createTempFile(folder, "output", "");
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of("skopeo"), Stream.of(arguments)).toList())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("skopeo ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
