package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: images come from other engines and go to them, whole or not at all. */
class ImageExchangeHostTests {

    @TempDir Path home;
    @TempDir Path folder;

    private ImageFiles files;
    private FileImageStore store;

    @BeforeEach
    void setUp() {
        files = new ImageFiles(new SampanHome(home));
        store =
                new FileImageStore(
                        files,
                        new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(32), 10_000));
    }

    @AfterEach
    void leaveNothingUnfinished() {
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
        store.close();
    }

    private static SampleImage sample(SampleImage.Packer packer) {
        return new SampleImage()
                .layer(
                        new TarBuilder()
                                .file("bin/serve", "serve", e -> e.setMode(0755))
                                .file("etc/old", "old")
                                .file("etc/www", "www", e -> e.setIds(33, 33)),
                        packer)
                .layer(new TarBuilder().file("etc/.wh.old", "").file("etc/new", "new"), packer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "zstd"})
    void takeWhatDockerSavesInAnyCompression(String compression) throws IOException {
        SampleImage sample = sample(packer(compression));

        Image image = load(sample.saved("owner/app:1").bytes(), "owner/app:1");

        assertTaken(image, sample);
        assertThat(load(sample.saved("owner/app:1").bytes(), "other")).isEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "zstd"})
    void takeAnOciLayoutInAnyCompression(String compression) throws IOException {
        SampleImage sample = sample(packer(compression));

        Image image = load(sample.layout("1").bytes(), "owner/app:1");

        assertTaken(image, sample);
        assertThat(load(SampleImage.pack(sample.layout("1").bytes(), SampleImage.GZIP), "x"))
                .isEqualTo(image);
    }

    private void assertTaken(Image image, SampleImage sample) throws IOException {
        assertThat(image.layers()).isEqualTo(sample.diffIds());
        assertThat(image.config().entrypoint()).containsExactly("/bin/serve");
        assertThat(image.config().tcpPort()).hasValue(8080);
        assertThat(image.config().user()).isEqualTo("www");
        List<Path> layers = store.layerFolders(image);
        assertThat(layers.get(0).resolve("bin/serve")).hasContent("serve").isExecutable();
        assertThat(Files.getAttribute(layers.get(0).resolve("etc/www"), "unix:uid")).isEqualTo(33);
        assertThat(layers.get(1).resolve("etc/new")).hasContent("new");
        // The configuration is kept as it came, so other engines know the image by its ID.
        OciJson.Manifest manifest = ImageDocuments.manifest(new Blobs(files), image.digest());
        assertThat(manifest.config().digest()).isEqualTo(Digest.of(sample.config()));
        FolderTrees.delete(files.layer(image.layers().get(1)));
        assertThat(store.layerFolders(image).get(1).resolve("etc/new")).hasContent("new");
    }

    @Test
    void takeALayerThatOccursTwice() {
        SampleImage sample =
                new SampleImage()
                        .layer(new TarBuilder().file("a", "1"), SampleImage.PLAIN)
                        .sameLayer();

        Image image = load(sample.saved("app:1").bytes(), "app:1");

        assertThat(image.layers()).hasSize(2).containsOnly(sample.diffIds().getFirst());
    }

    @Test
    void takeTheTarOfARootFileSystem() throws IOException {
        byte[] tar =
                new TarBuilder().file("./bin/serve", "serve").file("./etc/passwd", "x").bytes();

        Image image = load(SampleImage.pack(tar, SampleImage.GZIP), "app");

        assertThat(image.layers()).hasSize(1);
        assertThat(store.layerFolders(image).getFirst().resolve("bin/serve")).hasContent("serve");
    }

    @Test
    void takeWhatWasExported() throws Exception {
        Image image = load(sample(SampleImage.GZIP).saved("a:1").bytes(), "a:1");
        Path archive = export(image);
        Path layout = unpacked(archive);

        try (InputStream content = Files.newInputStream(archive)) {
            assertThat(store.importArchive(content, Optional.empty())).isEqualTo(image);
        }
        assertThat(store.importFolder(layout, Optional.empty())).isEqualTo(image);
    }

    @Test
    void beTakenBySkopeoAndPodman() throws Exception {
        Image image =
                load(
                        new SampleImage()
                                .layer(
                                        new TarBuilder()
                                                .file("etc/www", "www", e -> e.setIds(33, 33)),
                                        SampleImage.PLAIN)
                                .layer(new TarBuilder().file("b", "2"), SampleImage.ZSTD)
                                .saved("a:1")
                                .bytes(),
                        "a:1");
        Path archive = export(image);
        Path layout = unpacked(archive);
        Path copy = folder.resolve("copy.tar");

        assertThat(run("skopeo", "inspect", "--config", "oci:" + layout + ":sampan/a:v1"))
                .contains("/bin/serve", "8080/tcp");
        assertThat(run("skopeo", "inspect", "oci-archive:" + archive))
                .contains(store.portable(image.digest()).value());
        run(
                "skopeo",
                "copy",
                "docker-archive:" + archive,
                "docker-archive:" + copy + ":sampan/b:v2");
        try (InputStream content = Files.newInputStream(copy)) {
            Image back =
                    store.importArchive(content, Optional.of(ImageReference.parse("sampan/b:v2")));
            assertThat(back.layers()).isEqualTo(image.layers());
            assertThat(back.config()).isEqualTo(image.config());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "zstd"})
    void leaveWithLayersThatEveryEngineReads(String compression) throws Exception {
        SampleImage sample = sample(packer(compression));
        Image image = load(sample.saved("a:1").bytes(), "a:1");

        Path layout = unpacked(export(image));

        Digest portable = store.portable(image.digest());
        OciJson.Manifest manifest = ImageDocuments.manifest(new Blobs(files), portable);
        assertThat(manifest.config().digest()).isEqualTo(Digest.of(sample.config()));
        assertThat(manifest.layers())
                .extracting(OciJson.Descriptor::mediaType)
                .containsOnly(OciJson.LAYER_GZIP);
        for (int i = 0; i < sample.diffIds().size(); i++) {
            Path layer = layout.resolve("blobs/sha256/" + manifest.layers().get(i).digest().hex());
            assertThat(Digest.of(Files.readAllBytes(layer)))
                    .isEqualTo(manifest.layers().get(i).digest());
            try (InputStream tar = new GZIPInputStream(Files.newInputStream(layer))) {
                assertThat(Digest.of(tar.readAllBytes())).isEqualTo(sample.diffIds().get(i));
            }
        }
        assertThat(store.forms(image.digest())).contains(image.digest(), portable);
        assertThat(image.digest().equals(portable)).isEqualTo(compression.equals("gzip"));
    }

    @Test
    void keepWhatLeftAsLongAsWhatItWasMadeOf() throws Exception {
        Image one = load(sample(SampleImage.PLAIN).saved("a:1").bytes(), "a:1");
        store.tag("app/a/v1", one.digest());
        Image two =
                load(
                        new SampleImage()
                                .layer(new TarBuilder().file("other", "2"), SampleImage.PLAIN)
                                .saved("b:1")
                                .bytes(),
                        "b:1");
        store.tag("app/b/v1", two.digest());
        Digest portable = store.portable(one.digest());
        store.portable(two.digest());
        FileImageStore later =
                new FileImageStore(
                        files,
                        new ImageProperties(
                                Duration.ofMinutes(-1), DataSize.ofMebibytes(32), 10_000));

        assertThat(later.sweep(List.of()).blobs()).isZero();
        assertThat(later.forms(one.digest())).contains(portable);
        assertThat(later.files(portable))
                .hasSize(4)
                .allSatisfy((_, file) -> assertThat(file).exists());
        later.untag("app/b/v1");
        // Two manifests, a configuration, and a layer in two forms.
        assertThat(later.sweep(List.of()).blobs()).isEqualTo(5);
        assertThat(files.portable())
                .isDirectoryContaining(path -> path.endsWith(one.digest().hex()));
        later.untag("app/a/v1");
        later.sweep(List.of());
        assertThat(files.blobs()).isEmptyDirectory();
        assertThat(files.portable()).isEmptyDirectory();
        later.close();
    }

    @Test
    void sendNothingOfALayerThatWasDamaged() throws IOException {
        Image image = load(sample(SampleImage.PLAIN).saved("a:1").bytes(), "a:1");
        OciJson.Manifest manifest = ImageDocuments.manifest(new Blobs(files), image.digest());
        Files.write(
                files.blob(manifest.layers().getFirst().digest()),
                SampleImage.pack(new TarBuilder().file("evil", "1").bytes(), SampleImage.ZSTD));

        assertThatExceptionOfType(DamagedImageException.class)
                .isThrownBy(() -> store.portable(image.digest()))
                .withMessageContaining(image.layers().getFirst().value());
        assertThat(store.forms(image.digest())).containsOnly(image.digest());
    }

    @Test
    void refuseALayerThatIsNotWhatTheConfigurationSays() {
        SampleImage sample = sample(SampleImage.GZIP);
        byte[] config =
                new String(sample.config(), StandardCharsets.UTF_8)
                        .replace(sample.diffIds().get(1).hex(), "0".repeat(64))
                        .getBytes(StandardCharsets.UTF_8);
        TarBuilder tar = new TarBuilder();
        tar.entry("a", TarConstants.LF_NORMAL, sample.packed().get(0), _ -> {});
        tar.entry("b", TarConstants.LF_NORMAL, sample.packed().get(1), _ -> {});
        tar.entry("c", TarConstants.LF_NORMAL, config, _ -> {});
        tar.file("manifest.json", "[{\"Config\": \"c\", \"Layers\": [\"a\", \"b\"]}]");

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> load(tar.bytes(), "x"))
                .withMessageContaining(sample.diffIds().get(1).value());
        assertThat(files.blobs()).isEmptyDirectory();
    }

    @Test
    void refuseAnImageForAnotherMachine() {
        byte[] saved = sample(SampleImage.PLAIN).on("s390x").saved("a:1").bytes();

        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> load(saved, "a:1"))
                .withMessageContaining("linux/s390x");
    }

    @Test
    void askForANameWhenThereAreSeveral() {
        SampleImage sample = sample(SampleImage.PLAIN);
        TarBuilder tar = new TarBuilder();
        tar.entry("a", TarConstants.LF_NORMAL, sample.packed().get(0), _ -> {});
        tar.entry("b", TarConstants.LF_NORMAL, sample.packed().get(1), _ -> {});
        tar.entry("c", TarConstants.LF_NORMAL, sample.config(), _ -> {});
        String one = "{\"Config\": \"c\", \"RepoTags\": [\"%s\"], \"Layers\": [\"a\", \"b\"]}";
        tar.file(
                "manifest.json",
                "[%s, %s]".formatted(one.formatted("app:1"), one.formatted("app:2")));
        byte[] bytes = tar.bytes();

        assertThat(load(bytes, "docker.io/library/app:2").layers()).hasSize(2);
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> load(bytes, "other"))
                .withMessageContaining("app:1, app:2");
    }

    @Test
    void refuseWhatIsNotCompleteOrNoImage() {
        Map<String, byte[]> refused =
                Map.of(
                        "missing",
                        new TarBuilder()
                                .file(
                                        "manifest.json",
                                        "[{\"Config\": \"../../etc/shadow\", \"Layers\": []}]")
                                .bytes(),
                        "none",
                        new TarBuilder().file("manifest.json", "[]").bytes(),
                        "text",
                        "hello, I am no tar at all".repeat(100).getBytes(StandardCharsets.UTF_8),
                        "empty",
                        new byte[0],
                        "json",
                        new TarBuilder().file("manifest.json", "{").bytes(),
                        "null",
                        new TarBuilder().file("manifest.json", "[null]").bytes());

        refused.forEach(
                (name, bytes) ->
                        assertThatExceptionOfType(RuntimeException.class)
                                .as(name)
                                .isThrownBy(() -> load(bytes, "x"))
                                .satisfies(
                                        e ->
                                                assertThat(e)
                                                        .isInstanceOfAny(
                                                                InvalidImageException.class,
                                                                DamagedImageException.class,
                                                                InvalidLayerException.class)));
    }

    @Test
    void refuseWhatUnpacksToMoreThanIsAllowed() {
        byte[] bomb = SampleImage.pack(new byte[64 << 20], SampleImage.ZSTD);

        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> load(bomb, "x"))
                .withMessageContaining("sampan.image.largest-layer");
    }

    @Test
    void followNoLinkOfAFolder() throws Exception {
        Image image = load(sample(SampleImage.GZIP).saved("a:1").bytes(), "a:1");
        Path layout = unpacked(export(image));
        Files.move(layout.resolve("blobs"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(layout.resolve("blobs"), folder.resolve("elsewhere"));
        Files.delete(layout.resolve("manifest.json"));

        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> store.importFolder(layout, Optional.empty()))
                .withMessageContaining("not complete");
    }

    private Image load(byte[] archive, String name) {
        return store.importArchive(
                new ByteArrayInputStream(archive), Optional.of(ImageReference.parse(name)));
    }

    private Path export(Image image) throws IOException {
        Path archive = folder.resolve("image.tar");
        try (OutputStream target = Files.newOutputStream(archive)) {
            store.exportArchive(image.digest(), ImageReference.parse("sampan/a:v1"), target);
        }
        return archive;
    }

    private Path unpacked(Path archive) throws IOException, InterruptedException {
        Path layout = Files.createDirectory(folder.resolve("layout"));
        run("tar", "-xf", archive.toString(), "-C", layout.toString());
        return layout;
    }

    private static SampleImage.Packer packer(String name) {
        return switch (name) {
            case "gzip" -> SampleImage.GZIP;
            case "zstd" -> SampleImage.ZSTD;
            default -> SampleImage.PLAIN;
        };
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(List.of(command) + " ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
