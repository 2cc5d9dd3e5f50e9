package dev.sampan.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushedManifestTests {

    private static final PushedSample SAMPLE = PushedSample.of("a");
    private static final String DIGEST = Digest.of(new byte[0]).value();

    @Test
    void readAnImage() {
        PushedManifest manifest = PushedManifest.parse(SAMPLE.manifest(), PushedSample.MANIFEST);

        assertThat(manifest.digest()).isEqualTo(Digest.of(SAMPLE.manifest()));
        assertThat(manifest.size()).isEqualTo(SAMPLE.manifest().length);
        assertThat(manifest.isImage()).isTrue();
        assertThat(manifest.isIndex()).isFalse();
        assertThat(manifest.blobs().stream().map(PushedManifest.Part::digest))
                .containsExactly(Digest.of(SAMPLE.config()), Digest.of(SAMPLE.layer()));
        assertThat(manifest.subject()).isEmpty();
    }

    @Test
    void readAnIndex() {
        byte[] index = PushedSample.index(Map.of("amd64", SAMPLE.manifest()));

        PushedManifest manifest = PushedManifest.parse(index, PushedSample.INDEX + "; charset=x");

        assertThat(manifest.isIndex()).isTrue();
        assertThat(manifest.isImage()).isFalse();
        assertThat(manifest.blobs()).isEmpty();
        assertThat(manifest.children())
                .containsExactly(
                        new PushedManifest.Part(
                                PushedSample.MANIFEST,
                                Digest.of(SAMPLE.manifest()),
                                SAMPLE.manifest().length));
    }

    @Test
    void takeAManifestWithoutMediaTypeForOneOfOci() {
        String text = new String(SAMPLE.manifest(), StandardCharsets.UTF_8);
        byte[] bare =
                text.replace(
                                "\"mediaType\":\"" + PushedSample.MANIFEST + "\",\"config\"",
                                "\"config\"")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(PushedManifest.parse(bare, null).mediaType()).isEqualTo(PushedSample.MANIFEST);
    }

    @Test
    void tellSignaturesFromImages() {
        byte[] about =
                SAMPLE.manifest(
                        ",\"annotations\":{\"a\":\"b\",\"n\":1},\"subject\":"
                                + PushedSample.descriptor(PushedSample.MANIFEST, new byte[0]));
        byte[] artifact = SAMPLE.manifest(",\"artifactType\":\"application/x\"");
        byte[] signature =
                new String(SAMPLE.manifest(), StandardCharsets.UTF_8)
                        .replace(
                                "application/vnd.oci.image.layer.v1.tar+gzip",
                                "application/vnd.dev.cosign.simplesigning.v1+json")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(PushedManifest.parse(about, null).subject()).contains(Digest.parse(DIGEST));
        assertThat(PushedManifest.parse(about, null).annotations()).isEqualTo(Map.of("a", "b"));
        assertThat(PushedManifest.parse(artifact, null).isImage()).isFalse();
        assertThat(PushedManifest.parse(artifact, null).kind()).contains("application/x");
        assertThat(PushedManifest.parse(signature, null).isImage()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":1,\"manifests\":[]}",
                "{\"schemaVersion\":2,\"manifests\":{}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}",
                "{\"schemaVersion\":2,\"mediaType\":\"text/plain\",\"manifests\":[]}",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"b\",\"size\":1}]}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}"
            })
    void refuseWhatIsNone(String text) {
        refused(text, null);
    }

    @Test
    void refuseSizesThatAreNone() {
        for (String size : new String[] {"-1", "1.5", "\"1\"", "99999999999999999999"}) {
            refused(
                    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"%s\",\"size\":%s}]}"
                            .formatted(DIGEST, size),
                    null);
        }
    }

    @Test
    void refuseAnotherTypeThanItWasSentAs() {
        refused(new String(SAMPLE.manifest(), StandardCharsets.UTF_8), PushedSample.INDEX);
    }

    private static void refused(String text, @Nullable String contentType) {
        assertThatExceptionOfType(ContentException.class)
                .as(text)
                .isThrownBy(
                        () ->
                                PushedManifest.parse(
                                        text.getBytes(StandardCharsets.UTF_8), contentType));
    }
}
