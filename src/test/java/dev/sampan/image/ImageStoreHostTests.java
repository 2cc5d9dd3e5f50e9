package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.Inodes;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an image is what its digest says, the same files give the same digest, and nothing is left of failures. */
class ImageStoreHostTests {

    private static final int FIRST_UID = 400_000_000;
    private static final ImageConfig CONFIG =
            new ImageConfig(
                    Map.of("LANG", "C.UTF-8"),
                    "/app",
                    "1000:1000",
                    List.of(),
                    List.of("true"),
                    Map.of("b", "2", "a", "1"));

    @TempDir Path home;
    @TempDir Path folder;

    private ImageFiles files;
    private FileImageStore store;

    @BeforeEach
    void setUp() {
        files = new ImageFiles(new SampanHome(home));
        store = store(Duration.ofHours(1));
    }

    @Test
    void findAnImageAgainWhenOpenedAnew() throws IOException {
        Image image = store.addLayer(base().digest(), app("hello"), CONFIG);
        store.tag("app/shop:1", image.digest());

        FileImageStore reopened = store(Duration.ofHours(1));

        assertThat(reopened.tagged("app/shop:1")).contains(image);
        assertThat(reopened.require(image.digest()).config()).isEqualTo(CONFIG);
        assertThat(image.layers()).hasSize(2);
        assertThat(files.layout()).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void giveTheSameDigestWhenBuiltTwice() throws Exception {
        Digest base = base().digest();
        Image first = store.addLayer(base, app("hello"), CONFIG);
        FolderTimes.fix(folder.resolve("app"));

        Image second = store.addLayer(base, app("hello"), CONFIG);
        Image other = store.addLayer(base, app("changed"), CONFIG);

        assertThat(second).isEqualTo(first);
        assertThat(other.digest()).isNotEqualTo(first.digest());
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void unpackTheSameFilesAgainWhenTheLayerIsLost() throws IOException {
        LayerSource source = app("hello");
        Path app = source.directory();
        Files.createLink(app.resolve("twin"), app.resolve("run"));
        Files.createSymbolicLink(app.resolve("link"), Path.of("/etc/passwd"));
        Files.createDirectories(app.resolve("lib/größe"));
        Files.writeString(app.resolve("lib/größe/" + "n".repeat(200)), "long name");
        own(app);
        Inodes.setMode(app.resolve("run"), 04755);
        Image image = store.addLayer(base().digest(), source, CONFIG);
        List<String> packed = listing(store.layerFolders(image).get(1));
        FolderTrees.delete(files.layer(image.layers().get(1)));

        List<String> unpacked = listing(store.layerFolders(image).get(1));

        assertThat(unpacked).isEqualTo(packed);
        assertThat(unpacked)
                .anySatisfy(
                        line -> assertThat(line).startsWith("app/run mode=104755 uid=1000 nlink=2"))
                .anySatisfy(line -> assertThat(line).startsWith("app/link mode=120777 uid=1000"));
        assertThat(Files.readString(Path.of("/etc/passwd"))).contains("root");
    }

    @Test
    void refuseALayerThatWasChangedOnDisk() throws IOException {
        Image image = store.addLayer(base().digest(), app("hello"), CONFIG);
        Digest layer =
                ImageDocuments.manifest(new Blobs(files), image.digest()).layers().get(1).digest();
        byte[] blob = Files.readAllBytes(files.blob(layer));
        blob[blob.length - 1] ^= 1;
        Files.write(files.blob(layer), blob);
        FolderTrees.delete(files.layer(image.layers().get(1)));

        assertThatExceptionOfType(DamagedImageException.class)
                .isThrownBy(() -> store.layerFolders(image))
                .withMessageContaining("Layer '%s' was changed".formatted(layer));
        assertThat(files.layer(image.layers().get(1))).doesNotExist();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void refuseAManifestThatWasChangedOnDisk() throws IOException {
        Image image = base();
        Files.writeString(files.blob(image.digest()), "{}");

        assertThatExceptionOfType(DamagedImageException.class)
                .isThrownBy(() -> store(Duration.ofHours(1)).find(image.digest()))
                .withMessageContaining(image.digest().hex());
    }

    @Test
    void refuseFilesOfOtherUsers() throws IOException {
        LayerSource source = app("hello");
        Path stranger = Files.writeString(source.directory().resolve("stranger"), "x");
        Inodes.setOwner(stranger, 0, 0);

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> store.addLayer(base().digest(), source, CONFIG))
                .withMessageContaining(
                        "'%s' belongs to UID or GID 0 of the host".formatted(stranger));
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void keepMarksOfDeletedFilesInALayerOfAnOverlay() throws IOException {
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Path fresh = Files.createDirectories(upper.resolve("var/fresh"));
        Files.writeString(fresh.resolve("!first"), "x");
        Inodes.makeOpaque(fresh);
        Inodes.makeWhiteout(upper.resolve("gone"));
        own(upper);
        Image image =
                store.addLayer(
                        base().digest(), new LayerSource(upper, "/", FIRST_UID, true), CONFIG);
        FolderTrees.delete(files.layer(image.layers().get(1)));

        Path layer = store.layerFolders(image).get(1);

        assertThat(Inodes.isOpaque(layer.resolve("var/fresh"))).isTrue();
        assertThat(Inodes.isOpaque(layer.resolve("var"))).isFalse();
        assertThat(layer.resolve("var/fresh/!first")).hasContent("x");
        assertThat(Files.getAttribute(layer.resolve("gone"), "unix:mode")).isEqualTo(020000);
        assertThat(Files.getAttribute(layer.resolve("gone"), "unix:rdev")).isEqualTo(0L);
    }

    @Test
    void neverWriteThroughALinkOfTheSameLayer() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        assertRefused(
                new TarBuilder().symbolicLink("way", outside.toString()).file("way/file", "x"),
                "'way/file' lies below 'way', which is not a folder");
        assertRefused(
                new TarBuilder().symbolicLink("a", "b").symbolicLink("a/b", "c"),
                "'a/b' lies below 'a'");
        assertRefused(new TarBuilder().hardLink("twin", "etc/missing"), "'twin' is a hard link");
        assertRefused(
                new TarBuilder().file("d/x", "x").file("d", "y"), "'d' would replace a folder");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void letLaterEntriesReplaceEarlierOnes() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "untouched");
        Path tar =
                new TarBuilder()
                        .symbolicLink("file", outside.toString())
                        .file("file", "second")
                        .file("folder", "was a file")
                        .folder("folder/", e -> e.setMode(0711))
                        .file("folder/x", "x")
                        .write(folder.resolve("root.tar"));

        Image image = store.importRootTar(tar, CONFIG);

        Path root = store.layerFolders(image).getFirst();
        assertThat(root.resolve("file")).hasContent("second").isRegularFile();
        assertThat(Files.isSymbolicLink(root.resolve("file"))).isFalse();
        assertThat(root.resolve("folder/x")).hasContent("x");
        assertThat(outside).hasContent("untouched");
    }

    @Test
    void sweepOnlyWhatIsOldAndReachedByNoName() throws IOException {
        Image base = base();
        Image kept = store.addLayer(base.digest(), app("kept"), CONFIG);
        Image running = store.addLayer(base.digest(), app("running"), CONFIG);
        Image dropped = store.addLayer(base.digest(), app("dropped"), CONFIG);
        store.tag("app/kept", kept.digest());
        store.tag("app/dropped", dropped.digest());
        store.untag("app/dropped");
        assertThat(store.sweep(List.of())).isEqualTo(new SweepResult(0, 0, DataSize.ofBytes(0)));

        SweepResult result = store(Duration.ofSeconds(-1)).sweep(List.of(running.digest()));

        assertThat(result.layers()).isEqualTo(1);
        FileImageStore reopened = store(Duration.ofHours(1));
        assertThat(reopened.find(dropped.digest())).isEmpty();
        assertThat(reopened.layerFolders(reopened.require(kept.digest())))
                .allSatisfy(path -> assertThat(path).isDirectory());
        assertThat(reopened.find(running.digest())).isPresent();
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void unpackLayerAgainWhenPowerFailedBeforeItWasSynced() throws IOException {
        Image synced = store.addLayer(base().digest(), app("synced"), CONFIG);
        store.close();
        Image doubtful = store(Duration.ofHours(1)).addLayer(synced.digest(), app("new"), CONFIG);
        Path whole = files.layer(synced.layers().getLast());
        Path damaged = files.layer(doubtful.layers().getLast());
        Object before = Files.getAttribute(whole, "unix:ino");
        try (var paths = Files.walk(damaged)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[0]);
            }
        }
        FileImageStore sameBoot = store(Duration.ofHours(1));
        assertThat(damaged).isDirectory();
        Files.writeString(files.layersBoot(), "another boot");

        FileImageStore nextBoot = store(Duration.ofHours(1));

        assertThat(damaged).doesNotExist();
        assertThat(nextBoot.layerFolders(doubtful)).contains(damaged);
        try (var paths = Files.walk(damaged)) {
            assertThat(paths.filter(Files::isRegularFile))
                    .allSatisfy(f -> assertThat(f).isNotEmptyFile());
        }
        assertThat(Files.getAttribute(whole, "unix:ino")).isEqualTo(before);
        sameBoot.close();
    }

    @Test
    void removeWhatACrashLeftWhenOpened() throws IOException {
        Files.createDirectories(files.newUnfinishedLayer().resolve("half"));
        Files.writeString(files.newUnfinished("layer"), "half");

        store(Duration.ofHours(1));

        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void packAnAppLayerInAMoment() throws IOException {
        Path app = Files.createDirectory(folder.resolve("large"));
        byte[] content = new byte[25_000];
        for (int i = 0; i < 200; i++) {
            for (int at = 0; at < content.length; at++) {
                content[at] =
                        (byte) ("function app() { return 42; }\n".charAt(at % 30) + (at * i) % 3);
            }
            Files.write(app.resolve("file" + i + ".js"), content);
        }
        own(app);
        Digest base = base().digest();
        LayerSource source = new LayerSource(app, "/app", FIRST_UID, false);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            Files.writeString(app.resolve("file0.js"), "changed " + i);
            own(app);
            Instant start = Instant.now();
            store.addLayer(base, source, CONFIG);
            best = Math.min(best, Duration.between(start, Instant.now()).toMillis());
        }
        System.out.println("Packing 5 MB took " + best + " ms at best");
        assertThat(best).isLessThan(250);
    }

    private void assertRefused(TarBuilder tar, String words) throws IOException {
        Path file = tar.write(folder.resolve("hostile.tar"));
        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> store.importRootTar(file, CONFIG))
                .withMessageContaining(words);
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
    }

    @Test
    void tellWhatASweepWouldRemoveAndRemoveNothing() throws IOException {
        Image kept = store.addLayer(base().digest(), app("kept"), CONFIG);
        store.tag("app/shop/v2", kept.digest());
        Image old = store.addLayer(base().digest(), app("old"), CONFIG);
        store.tag("app/shop/v1", old.digest());
        FileImageStore later = store(Duration.ofMinutes(-1));
        assertThat(later.sweepable(List.of(base().digest()), List.of()).blobs()).isZero();

        SweepResult would = later.sweepable(List.of(base().digest()), List.of("app/shop/v1"));

        assertThat(would.blobs()).isEqualTo(3);
        assertThat(would.layers()).isEqualTo(1);
        // Three blobs, the layer's folder, that of the app in it, and a file, each at least a
        // block.
        assertThat(would.freed().bytes()).isGreaterThanOrEqualTo(6 * 4096);
        assertThat(later.find(old.digest())).isPresent();
        later.untag("app/shop/v1");
        assertThat(later.sweep(List.of(base().digest()))).isEqualTo(would);
        assertThat(store(Duration.ofHours(1)).find(old.digest())).isEmpty();
    }

    @Test
    void countAnImageAsNewThatSomebodyTakesUp() throws IOException {
        Image image = store.addLayer(base().digest(), app("hello"), CONFIG);
        List<Path> parts = new ArrayList<>();
        parts.add(files.blob(image.digest()));
        OciJson.Manifest manifest = ImageDocuments.manifest(new Blobs(files), image.digest());
        parts.add(files.blob(manifest.config().digest()));
        manifest.layers().forEach(layer -> parts.add(files.blob(layer.digest())));
        image.layers().forEach(layer -> parts.add(files.layer(layer)));
        List<Object> before = changed(parts);

        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        do {
            assertThat(store.touch(image.digest())).isTrue();
            assertThat(System.nanoTime()).isLessThan(end);
        } while (changed(parts).stream().anyMatch(before::contains));

        assertThat(store.touch(Digest.ofHex("0".repeat(64)))).isFalse();
        FolderTrees.delete(files.layer(image.layers().get(1)));
        assertThat(store.touch(image.digest())).isTrue();
        Files.delete(files.blob(manifest.layers().get(1).digest()));
        assertThat(store.touch(image.digest())).isFalse();
    }

    private static List<Object> changed(List<Path> paths) throws IOException {
        List<Object> times = new ArrayList<>();
        for (Path path : paths) {
            times.add(
                    Objects.requireNonNull(
                            Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)));
        }
        return times;
    }

    private FileImageStore store(Duration age) {
        return new FileImageStore(
                files, new ImageProperties(age, DataSize.ofGibibytes(1), 100_000));
    }

    private Image base() {
        Path tar =
                new TarBuilder()
                        .folder("./", e -> e.setMode(0755))
                        .folder("etc/", e -> e.setMode(0755))
                        .file("etc/motd", "hello")
                        .folder("app/", e -> e.setIds(1000, 1000))
                        .write(folder.resolve("base.tar"));
        return store.importRootTar(tar, CONFIG);
    }

    private LayerSource app(String content) throws IOException {
        Path app = folder.resolve("app");
        FolderTrees.delete(app);
        Files.createDirectory(app);
        Files.writeString(app.resolve("run"), content);
        own(app);
        return new LayerSource(app, "/app", FIRST_UID, false);
    }

    /** Gives everything to the user `app` of the block. */
    private static void own(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            paths.forEach(path -> Inodes.setOwner(path, FIRST_UID + 1000, FIRST_UID + 1000));
        }
    }

    private static List<String> listing(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.sorted().map(path -> line(root, path)).toList();
        }
    }

    private static String line(Path root, Path path) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(
                            path,
                            "unix:mode,uid,gid,size,nlink,lastModifiedTime",
                            LinkOption.NOFOLLOW_LINKS);
            return "%s mode=%o uid=%s nlink=%s time=%s %s"
                    .formatted(
                            root.relativize(path),
                            (int) Objects.requireNonNull(attributes.get("mode")),
                            attributes.get("uid"),
                            attributes.get("nlink"),
                            attributes.get("lastModifiedTime"),
                            Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                                    ? Files.readString(path)
                                    : "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
