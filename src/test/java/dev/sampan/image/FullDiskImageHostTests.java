package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.SampanHome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise: a disk that is full to the last block costs no image, says what to do, and can be made free again. */
@Timeout(60)
class FullDiskImageHostTests {

    private static final CommandRunner COMMANDS = new CommandRunner();
    private static final ImageConfig CONFIG =
            new ImageConfig(Map.of(), "/", "0:0", List.of(), List.of("true"), Map.of());

    private static final String REMEDY = "`cleanup --dry-run`";

    @TempDir Path folder;

    private Path home;
    private ImageFiles files;
    private FileImageStore store;
    private Image kept;

    /** A small disk stands for the host's. */
    @BeforeEach
    void makeDisk() throws IOException {
        Path image = folder.resolve("host.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(48L << 20);
        }
        COMMANDS.run(Command.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()));
        home = Files.createDirectory(folder.resolve("home"));
        COMMANDS.run(Command.of("mount", "-o", "loop", image.toString(), home.toString()));
        files = new ImageFiles(new SampanHome(home));
        store = open();
        Path tar = new TarBuilder().file("etc/motd", "kept").write(folder.resolve("base.tar"));
        kept = store.importRootTar(tar, CONFIG);
        store.tag("kept", kept.digest());
    }

    @AfterEach
    void removeDisk() {
        store.close();
        COMMANDS.run(Command.of("umount", home.toString()));
    }

    private FileImageStore open() {
        return new FileImageStore(files, SweepVictim.EVERYTHING_IS_OLD);
    }

    @Test
    void sayWhatToDoWhenTheLayerOfABuildDoesNotFit() throws IOException {
        LayerSource source = source("app", 6 << 20);
        fill();
        free(8 << 20);

        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(() -> store.addLayer(kept.digest(), source, CONFIG))
                .withMessageContaining("make a layer of '%s'", source.directory())
                .withMessageContaining(REMEDY);

        assertOnlyKept();
        Files.delete(home.resolve("other"));
        Image made = store.addLayer(kept.digest(), source, CONFIG);
        assertThat(store.layerFolders(made).getLast().resolve("app/large")).hasSize(6 << 20);
    }

    @Test
    void sayWhatToDoWhenAnArchiveDoesNotFit() throws IOException {
        SampleImage sample =
                new SampleImage().layer(new TarBuilder().file("a", "1"), SampleImage.PLAIN);
        byte[] archive = sample.saved("owner/app:1").bytes();
        fill();

        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(
                        () ->
                                store.importArchive(
                                        new ByteArrayInputStream(archive),
                                        Optional.empty(),
                                        _ -> {}))
                .withMessageContaining(REMEDY);

        assertOnlyKept();
    }

    @Test
    void keepTheNamesWhenOneMoreDoesNotFit() throws IOException {
        fill();

        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(() -> store.tag("other", kept.digest()))
                .withMessageContaining("tag image 'other'")
                .withMessageContaining(REMEDY);

        assertOnlyKept();
    }

    @Test
    void letAnImageGoWhenNotEvenANameFits() throws IOException {
        Image made = store.addLayer(kept.digest(), source("app", 2 << 20), CONFIG);
        store.tag("app/shop/v1", made.digest());
        fill();

        store.untag("app/shop/v1");
        SweepResult swept = store.sweep(List.of());

        assertThat(swept.freed().bytes()).isGreaterThan(4 << 20);
        assertThat(Files.getFileStore(home).getUsableSpace()).isGreaterThan(4 << 20);
        assertOnlyKept();
        store.tag("other", kept.digest());
    }

    @Test
    void startAndFreeWhatWasCutOff() throws IOException {
        store.close();
        Files.write(files.newUnfinished("layer"), random(2 << 20));
        Path layer = Files.createDirectory(files.newUnfinishedLayer());
        Files.write(layer.resolve("half"), random(2 << 20));
        // As after the machine was booted again.
        Files.writeString(files.layersBoot(), "0".repeat(36));
        fill();

        store = open();

        assertOnlyKept();
        assertThat(Files.getFileStore(home).getUsableSpace()).isGreaterThan(4 << 20);
    }

    @Test
    void startWhenNothingCanBeFreed() throws IOException {
        store.close();
        Files.writeString(files.layersBoot(), "0".repeat(36));
        fill();

        store = open();

        assertOnlyKept();
        assertThat(files.layersBoot())
                .hasContent(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    }

    private void assertOnlyKept() throws IOException {
        assertThat(files.unfinished()).isEmptyDirectory();
        assertThat(files.unfinishedLayers()).isEmptyDirectory();
        assertThat(store.tags()).containsOnly(Map.entry("kept", kept.digest()));
        assertThat(store.layerFolders(kept).getFirst().resolve("etc/motd")).hasContent("kept");
        for (OciJson.Descriptor layer :
                ImageDocuments.manifest(new Blobs(files), kept.digest()).layers()) {
            assertThat(Digest.of(Files.readAllBytes(files.blob(layer.digest()))))
                    .isEqualTo(layer.digest());
        }
    }

    /** Files that cannot be packed smaller. */
    private LayerSource source(String name, int bytes) throws IOException {
        Path source = Files.createDirectory(folder.resolve(name));
        Files.write(source.resolve("large"), random(bytes));
        return new LayerSource(source, "/app", 0, false);
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        return content;
    }

    private void fill() {
        for (String block : List.of("64k", "1k")) {
            try {
                COMMANDS.run(
                        Command.of(
                                "dd",
                                "if=/dev/zero",
                                "of=" + home.resolve("other"),
                                "oflag=append",
                                "conv=notrunc,fsync",
                                "bs=" + block));
            } catch (CommandFailedException e) {
                assertThat(e.errorOutput()).contains("No space left on device");
            }
        }
    }

    private void free(int bytes) {
        COMMANDS.run(
                Command.of("truncate", "--size", "-" + bytes, home.resolve("other").toString()));
    }
}
