package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image that has to be signed is pulled when it is, by a key that is trusted, and else nothing of it is fetched. */
@Timeout(120)
class ImageSignaturesIntegrationTests {

    @TempDir Path home;

    private final ImageSigner signer = new ImageSigner();
    private final ImageSigner stranger = new ImageSigner();
    private final List<String> progress = new ArrayList<>();
    private SmallRegistry registry;
    private FileImageStore store;
    private RegistryConnections connections;
    private Registries registries;
    private SampleImage sample;
    private Digest image;
    private String name;

    @BeforeEach
    void setUp() throws IOException {
        registry = new SmallRegistry();
        ImageFiles files = new ImageFiles(new SampanHome(home));
        ImageProperties bounds =
                new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(32), 10_000);
        store = new FileImageStore(files, bounds);
        connections =
                new RegistryConnections(
                        new RegistryProperties(
                                List.of(),
                                List.of(registry.host()),
                                2,
                                Duration.ofSeconds(30),
                                3,
                                Duration.ofMillis(1)));
        registries =
                new Registries(
                        store,
                        files,
                        bounds,
                        connections,
                        new RegistryLogins(new SampanHome(home), TestSecrets.in(home)));
        sample =
                new SampleImage()
                        .layer(new TarBuilder().file("a", "1"), SampleImage.GZIP)
                        .layer(new TarBuilder().file("b", "2"), SampleImage.ZSTD);
        registry.put("1", sample);
        image = Digest.of(sample.manifest());
        name = registry.host() + "/team/app";
    }

    @AfterEach
    void tearDown() {
        connections.close();
        store.close();
        registry.close();
    }

    private Image pull(String version, ImageSigner... trusted) throws InterruptedException {
        List<SignatureKey> keys = new ArrayList<>();
        for (ImageSigner each : trusted) {
            keys.add(each.publicKey());
        }
        return registries.pull(
                ImageReference.parse(name + version),
                "shop",
                new SignaturePolicy(keys),
                progress::add);
    }

    /** Puts signatures where cosign does, one layer for each payload. */
    private void putSimple(Digest signed, Map<String, String> payloads) {
        payloads.keySet().forEach(text -> registry.blob(bytes(text)));
        registry.manifest("sha256-" + signed.hex() + ".sig", ImageSigner.manifest(payloads));
    }

    private void putSimple(ImageSigner by, String payload) {
        putSimple(image, Map.of(payload, by.sign(payload)));
    }

    private byte[] putBundle(byte[] bundle) {
        registry.blob(bundle);
        byte[] manifest = ImageSigner.bundleManifest(bundle);
        registry.manifest("artifact" + Digest.of(bundle).hex(), manifest);
        return manifest;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void refuse(String reason) {
        registry.requests.clear();
        assertThatExceptionOfType(UntrustedImageException.class)
                .isThrownBy(() -> pull(":1", signer))
                .withMessageContaining("Image '%s:1' is not signed".formatted(name))
                .withMessageContaining("digest '%s'".formatted(image))
                .withMessageContaining(signer.publicKey().fingerprint().value())
                .withMessageContaining("cosign sign --key cosign.key %s@%s".formatted(name, image))
                .withMessageContaining(reason);
        assertThat(registry.blobRequests())
                .noneMatch(line -> line.contains(Digest.of(sample.config()).hex()))
                .noneMatch(line -> line.contains(Digest.of(sample.packed().getFirst()).hex()));
        assertThat(home.resolve("layers").toFile().list()).containsOnly(".boot", ".unfinished");
    }

    @Test
    void pullAnImageThatOneOfTheTrustedKeysSigned() throws Exception {
        putSimple(signer, ImageSigner.payload(name, image));

        assertThat(pull(":1", stranger, signer).layers()).isEqualTo(sample.diffIds());

        assertThat(progress)
                .contains(
                        "Image '%s' is signed by key '%s'"
                                .formatted(image, signer.publicKey().fingerprint()));
        assertThat(pull("@" + image, signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void pullAnImageThatOthersSignedAsWell() throws Exception {
        String first = ImageSigner.payload(name, image);
        String second = ImageSigner.payload(name + ":1", image);
        Map<String, String> both = new LinkedHashMap<>();
        both.put(first, stranger.sign(first));
        both.put(second, signer.sign(second));
        putSimple(image, both);

        assertThat(pull(":1", signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void needNoSignatureWhenNoKeyIsNamed() throws Exception {
        assertThat(pull(":1").layers()).isEqualTo(sample.diffIds());
        assertThat(registry.requests).noneMatch(line -> line.contains(".sig"));
    }

    @Test
    void refuseAnImageWithoutASignature() {
        refuse("the registry has no signature of it");
    }

    @Test
    void refuseASignatureOfSomebodyElse() {
        putSimple(stranger, ImageSigner.payload(name, image));

        refuse("by another key");
    }

    @Test
    void refuseWhatWasSignedForAnotherImage() {
        Digest other = Digest.ofHex("0".repeat(64));
        putSimple(signer, ImageSigner.payload(name, other));

        refuse("a signature is for image '%s'".formatted(other));
    }

    @Test
    void refuseWhatWasSignedForAnotherName() {
        putSimple(signer, ImageSigner.payload(registry.host() + "/team/other", image));
        refuse("a signature is for the name '%s/team/other'".formatted(registry.host()));

        putSimple(signer, ImageSigner.payload("elsewhere.example/team/app", image));
        refuse("a signature is for the name 'elsewhere.example/team/app'");

        putSimple(signer, ImageSigner.payload(name + ":2", image));
        refuse("a signature is for the name '%s:2'".formatted(name));

        putSimple(signer, ImageSigner.payload("../\u0007/x", image));
        refuse("a signature cannot be read");
    }

    @Test
    void refuseAPayloadThatWasChangedAfterItWasSigned() {
        String signed = ImageSigner.payload(name, Digest.ofHex("0".repeat(64)));
        putSimple(image, Map.of(ImageSigner.payload(name, image), signer.sign(signed)));

        refuse("by another key");
    }

    @Test
    void refuseWhatSaysSomethingElseThanAnImage() {
        for (String json : List.of("{}", "{\"critical\":{}}", "[]", "no JSON", "null")) {
            putSimple(signer, json);
            refuse("Keys tried");
        }
        putSimple(
                signer,
                ImageSigner.payload(name, image)
                        .replace("cosign container image signature", "something else"));
        refuse("says nothing about an image");
    }

    @Test
    void refuseASignatureWhoseContentIsGoneOrAnother() {
        String payload = ImageSigner.payload(name, image);
        registry.manifest(
                "sha256-" + image.hex() + ".sig",
                ImageSigner.manifest(Map.of(payload, signer.sign(payload))));
        refuse("a signature is not there, or was changed");

        registry.replaceBlob(
                bytes(payload), bytes(ImageSigner.payload(name, Digest.ofHex("1".repeat(64)))));
        refuse("a signature is not there, or was changed");

        registry.manifest(
                "sha256-" + image.hex() + ".sig",
                "{\"layers\": 7}".getBytes(StandardCharsets.UTF_8));
        refuse("a signature cannot be read");
    }

    @Test
    void tryNoMoreThanSomeSignatures() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("{\"n\":%d}".formatted(i), "AAAA");
        }
        putSimple(image, many);

        refuse("by another key");
        assertThat(registry.blobRequests()).hasSize(64);
    }

    @Test
    void takeASignatureOfTheIndexThatTheImageWasChosenFrom() throws Exception {
        byte[] index = SampleImage.index(Map.of(ImageDocuments.architecture(), sample.manifest()));
        registry.manifest("multi", index);
        String payload = ImageSigner.payload(name, Digest.of(index));
        putSimple(Digest.of(index), Map.of(payload, signer.sign(payload)));

        assertThat(pull(":multi", signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void takeASignatureOfTheImageAloneWhenItWasChosenFromAnIndex() throws Exception {
        registry.manifest(
                "multi",
                SampleImage.index(Map.of(ImageDocuments.architecture(), sample.manifest())));
        putSimple(signer, ImageSigner.payload(name, image));

        assertThat(pull(":multi", signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void takeABundleThatRefersToTheImage() throws Exception {
        byte[] other = putBundle(stranger.bundle(image, ImageSigner.PREDICATE));
        byte[] own = putBundle(signer.bundle(image, ImageSigner.PREDICATE));
        registry.referrers(image, ImageSigner.referrers(other, own));

        assertThat(pull(":1", signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void takeABundleWhenTheRegistryKnowsNoReferrers() throws Exception {
        byte[] own = putBundle(signer.bundle(image, ImageSigner.PREDICATE));
        registry.manifest("sha256-" + image.hex(), ImageSigner.referrers(own));

        assertThat(pull(":1", signer).layers()).isEqualTo(sample.diffIds());
    }

    @Test
    void refuseBundlesThatSayAnythingElse() {
        registry.referrers(
                image,
                ImageSigner.referrers(
                        putBundle(signer.bundle(image, "https://spdx.dev/Document"))));
        refuse("is no signature of an image but 'https://spdx.dev/Document'");

        registry.referrers(
                image,
                ImageSigner.referrers(
                        putBundle(
                                signer.bundle(
                                        Digest.ofHex("2".repeat(64)), ImageSigner.PREDICATE))));
        refuse("for another image");

        registry.referrers(
                image,
                ImageSigner.referrers(putBundle(stranger.bundle(image, ImageSigner.PREDICATE))));
        refuse("by another key");

        registry.referrers(image, "{\"manifests\": 5}".getBytes(StandardCharsets.UTF_8));
        refuse("the list of signatures cannot be read");

        for (String json : List.of("{}", "{\"dsseEnvelope\":{\"payload\":\"!\"}}", "x")) {
            registry.referrers(
                    image, ImageSigner.referrers(putBundle(json.getBytes(StandardCharsets.UTF_8))));
            refuse("Keys tried");
        }
    }
}
