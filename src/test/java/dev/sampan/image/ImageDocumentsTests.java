package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageDocumentsTests {

    private static final String HEX = "e".repeat(64);

    @Test
    void writeManifestsAsTheSpecificationHasThem() {
        OciJson.Manifest manifest =
                new OciJson.Manifest(
                        2,
                        OciJson.MANIFEST,
                        new OciJson.Descriptor(OciJson.CONFIG, Digest.ofHex(HEX), 7),
                        List.of(new OciJson.Descriptor(OciJson.LAYER_ZSTD, Digest.ofHex(HEX), 9)));

        String json = new String(OciJson.write(manifest), StandardCharsets.UTF_8);

        assertThat(json)
                .contains("\"schemaVersion\":2")
                .contains("\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"")
                .contains("\"digest\":\"sha256:" + HEX + "\"")
                .doesNotContain("null");
        assertThat(OciJson.read(OciJson.write(manifest), OciJson.Manifest.class, "it"))
                .isEqualTo(manifest);
    }

    @Test
    void writeConfigurationsAsTheSpecificationHasThem() {
        OciJson.Config config =
                new OciJson.Config(
                        "1980-01-01T00:00:01Z",
                        "amd64",
                        "linux",
                        new OciJson.Execution(
                                "1000:1000",
                                List.of("A=b=c"),
                                null,
                                List.of("run"),
                                "/app",
                                Map.of("k", "v"),
                                null,
                                null),
                        new OciJson.RootFs("layers", List.of(Digest.ofHex(HEX))),
                        List.of());

        String json = new String(OciJson.write(config), StandardCharsets.UTF_8);

        assertThat(json)
                .contains("\"diff_ids\":[\"sha256:" + HEX + "\"]")
                .contains("\"Env\":[\"A=b=c\"]")
                .contains("\"WorkingDir\":\"/app\"")
                .contains("\"Cmd\":[\"run\"]")
                .doesNotContain("Entrypoint");
        assertThat(OciJson.read(OciJson.write(config), OciJson.Config.class, "it"))
                .isEqualTo(config);
    }

    @Test
    void refuseADigestThatWouldLeadElsewhere() {
        byte[] json =
                "{\"mediaType\":\"x\",\"digest\":\"sha256:../../etc/passwd\",\"size\":1}"
                        .getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(DamagedImageException.class)
                .isThrownBy(() -> OciJson.read(json, OciJson.Descriptor.class, "It"))
                .withMessageStartingWith("It cannot be read");
    }

    @Test
    void nameArchitecturesAsGoDoes() {
        assertThat(ImageDocuments.architecture("amd64")).isEqualTo("amd64");
        assertThat(ImageDocuments.architecture("aarch64")).isEqualTo("arm64");
    }
}
