package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images are pulled whole from registries of all manners, and from no address that apps do not reach. */
@Timeout(120)
class RegistriesIntegrationTests {

    @TempDir Path home;

    private final List<String> progress = new ArrayList<>();
    private SmallRegistry registry;
    private ImageFiles files;
    private FileImageStore store;
    private @Nullable RegistryConnections connections;
    private RegistryLogins logins;
    private SampleImage sample;

    @BeforeEach
    void setUp() throws IOException {
        registry = new SmallRegistry();
        files = new ImageFiles(new SampanHome(home));
        store = new FileImageStore(files, bounds());
        logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        byte[] random = new byte[300_000];
        new Random(1).nextBytes(random);
        sample =
                new SampleImage()
                        .layer(
                                new TarBuilder()
                                        .entry("data", TarConstants.LF_NORMAL, random, _ -> {}),
                                SampleImage.GZIP)
                        .layer(new TarBuilder().file("a", "1"), SampleImage.GZIP)
                        .sameLayer()
                        .layer(new TarBuilder().file("b", "2"), SampleImage.ZSTD);
        registry.put("1", sample);
    }

    @AfterEach
    void tearDown() {
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
        if (connections != null) {
            connections.close();
        }
        store.close();
        registry.close();
    }

    private static ImageProperties bounds() {
        return new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(32), 10_000);
    }

    private Registries registries(List<String> insecure, Duration stall) {
        RegistryConnections made =
                new RegistryConnections(
                        new RegistryProperties(
                                List.of(), insecure, 2, stall, 3, Duration.ofMillis(1)));
        connections = made;
        return new Registries(store, files, bounds(), made, logins);
    }

    private Image pull(String version) throws InterruptedException {
        return registries(List.of(registry.host()), Duration.ofSeconds(30))
                .pull(
                        ImageReference.parse(registry.host() + "/team/app" + version),
                        "shop",
                        SignaturePolicy.NONE,
                        progress::add);
    }

    @Test
    void pullAnImageAndEachLayerOnce() throws Exception {
        Image image = pull(":1");

        assertThat(image.layers()).isEqualTo(sample.diffIds());
        assertThat(store.layerFolders(image).get(3).resolve("b")).hasContent("2");
        assertThat(registry.blobRequests()).hasSize(4);
        assertThat(progress).anyMatch(line -> line.startsWith("Fetching 3 of 4 layer(s)"));
        registry.requests.clear();

        assertThat(pull("@" + Digest.of(sample.manifest()))).isEqualTo(image);
        assertThat(registry.blobRequests()).hasSize(1);
    }

    @Test
    void chooseThePlatformOfThisMachine() throws Exception {
        SampleImage other =
                new SampleImage()
                        .on("s390x")
                        .layer(new TarBuilder().file("z", "z"), SampleImage.GZIP);
        registry.put("other", other);
        registry.manifest(
                "multi",
                SampleImage.index(
                        Map.of(
                                "s390x",
                                other.manifest(),
                                ImageDocuments.architecture(),
                                sample.manifest())));
        registry.manifest("foreign", SampleImage.index(Map.of("s390x", other.manifest())));

        assertThat(pull(":multi").layers()).isEqualTo(sample.diffIds());
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> pull(":foreign"))
                .withMessageContaining("linux/s390x");
    }

    @Test
    void getATokenWhenAskedTo() throws Exception {
        registry.challenge =
                "Bearer realm=\"http://%s/token\",service=\"s v\",scope=\"repository:team/app:pull\""
                        .formatted(registry.host());
        registry.accepted = "Bearer abc";
        logins.put(Optional.of("shop"), registry.host(), new RegistryLogin("u", "p"));

        assertThat(pull(":1").layers()).hasSize(4);

        assertThat(registry.requests)
                .contains(
                        "/token?service=s+v&scope=repository%3Ateam%2Fapp%3Apull - "
                                + new RegistryLogin("u", "p").basic());
    }

    @Test
    void sendThePasswordWhenAskedTo() throws Exception {
        registry.challenge = "Basic realm=\"x\"";
        registry.accepted = new RegistryLogin("u", "p").basic();
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull(":1"))
                .withMessageContaining("registry:login");
        logins.put(Optional.empty(), registry.host(), new RegistryLogin("u", "p"));

        assertThat(pull(":1").layers()).hasSize(4);
        Registries registries = registries(List.of(registry.host()), Duration.ofSeconds(30));
        registries.check(registry.host(), new RegistryLogin("u", "p"));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(
                        () -> registries.check(registry.host(), new RegistryLogin("u", "wrong")))
                .withMessageContaining("does not accept the login of 'u'");
    }

    @Test
    void takeNoLoginAlongToAnotherHost() throws Exception {
        registry.challenge = "Basic realm=\"x\"";
        registry.accepted = new RegistryLogin("u", "p").basic();
        logins.put(Optional.empty(), registry.host(), new RegistryLogin("u", "p"));
        try (SmallRegistry store2 = new SmallRegistry()) {
            store2.put("1", sample);
            registry.redirectTo = "http://" + store2.host();

            Image image =
                    registries(List.of(registry.host(), store2.host()), Duration.ofSeconds(30))
                            .pull(
                                    ImageReference.parse(registry.host() + "/team/app:1"),
                                    "shop",
                                    SignaturePolicy.NONE,
                                    progress::add);

            assertThat(image.layers()).hasSize(4);
            assertThat(store2.requests).hasSize(4).allMatch(line -> line.endsWith(" - -"));
        }
    }

    @Test
    void followNoRedirectToAPrivateAddress() {
        registry.redirectTo = "http://169.254.169.254";

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull(":1"))
                .withMessageContaining("169.254.169.254");
    }

    @Test
    void goOnWhereTheConnectionBrokeOff() throws Exception {
        Image image = pullBroken(2);

        assertThat(image.layers()).isEqualTo(sample.diffIds());
        assertThat(registry.blobRequests()).anyMatch(line -> line.contains("bytes="));
    }

    @Test
    void beginAnewWhenTheRegistryKnowsNoRanges() throws Exception {
        registry.ranges = false;

        assertThat(pullBroken(2).layers()).isEqualTo(sample.diffIds());
    }

    /** Breaks the first connections for layers. */
    private Image pullBroken(int times) throws InterruptedException {
        Registries registries = registries(List.of(registry.host()), Duration.ofSeconds(30));
        return registries.pull(
                ImageReference.parse(registry.host() + "/team/app:1"),
                "shop",
                SignaturePolicy.NONE,
                line -> registry.breakAfterHalf.set(times));
    }

    @Test
    void giveUpWhenNothingComes() {
        Registries registries = registries(List.of(registry.host()), Duration.ofMillis(200));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(
                        () ->
                                registries.pull(
                                        ImageReference.parse(registry.host() + "/team/app:1"),
                                        "shop",
                                        SignaturePolicy.NONE,
                                        line -> registry.stallAfterHalf.set(1_000)))
                .withMessageContaining("nothing came for 200 ms");
    }

    @Test
    void tryAgainWhenTheRegistryFails() throws Exception {
        Registries registries = registries(List.of(registry.host()), Duration.ofSeconds(30));

        Image image =
                registries.pull(
                        ImageReference.parse(registry.host() + "/team/app:1"),
                        "shop",
                        SignaturePolicy.NONE,
                        line -> registry.failing.set(2));

        assertThat(image.layers()).hasSize(4);
    }

    @Test
    void refuseContentThatIsNotWhatItsDigestSays() {
        byte[] changed = sample.packed().get(1).clone();
        changed[changed.length - 1] ^= 1;
        registry.replaceBlob(sample.packed().get(1), changed);

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull(":1"))
                .withMessageContaining("damaged");
        registry.replaceBlob(sample.config(), "{}".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull(":1"))
                .withMessageContaining("other content");
    }

    @Test
    void refuseAManifestThatIsNotTheOneAskedFor() {
        Digest wanted = Digest.ofHex("0".repeat(64));
        registry.manifest("2", sample.manifest());
        registry.manifest(wanted.value(), sample.manifest());

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull("@" + wanted))
                .withMessageContaining("other content");
    }

    @Test
    void sayThatThereIsNoSuchImage() {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> pull(":none"))
                .withMessage(
                        "Registry '%1$s' has no image '%1$s/team/app:none'"
                                .formatted(registry.host()));
    }

    @Test
    void refuseAnImageForWhichTheDiskHasNoRoom() throws Exception {
        ImageProperties full =
                new ImageProperties(
                        Duration.ofHours(1),
                        DataSize.ofMebibytes(32),
                        10_000,
                        DataSize.ofGibibytes(1L << 30));
        RegistryConnections made =
                new RegistryConnections(
                        new RegistryProperties(
                                List.of(),
                                List.of(registry.host()),
                                2,
                                Duration.ofSeconds(30),
                                3,
                                Duration.ofMillis(1)));
        connections = made;
        try (FileImageStore small = new FileImageStore(files, full)) {
            Registries registries = new Registries(small, files, full, made, logins);

            assertThatExceptionOfType(ImageSpaceException.class)
                    .isThrownBy(
                            () ->
                                    registries.pull(
                                            ImageReference.parse(registry.host() + "/team/app:1"),
                                            "shop",
                                            SignaturePolicy.NONE,
                                            progress::add))
                    .withMessageContaining("Image '%s/team/app:1' needs".formatted(registry.host()))
                    .withMessageContaining("cleanup --dry-run");
            assertThatExceptionOfType(ImageSpaceException.class)
                    .isThrownBy(
                            () ->
                                    small.importArchive(
                                            new ByteArrayInputStream(sample.saved("a").bytes()),
                                            Optional.empty()));
        }
        // Only the configuration was asked for.
        assertThat(registry.blobRequests()).hasSize(1);
    }

    @Test
    void askNobodyOnThisMachineUnlessTheyAreTrusted() {
        Registries registries = registries(List.of(), Duration.ofSeconds(30));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(
                        () ->
                                registries.pull(
                                        ImageReference.parse(registry.host() + "/team/app:1"),
                                        "shop",
                                        SignaturePolicy.NONE,
                                        progress::add))
                .withMessageContaining("sampan.registry.trusted");
        assertThat(registry.requests).isEmpty();
    }
}
