package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: an archive that was damaged in any way is taken or refused with a reason, never more, and whatever is
 * taken of it lies in the layer's own folder. Each case is a valid archive with some random changes; the seed is fixed, so
 * that a failure comes again.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileMutationHostTests {

    private static final long SEED = 20_261_129;
    private static final int RECORD = 512;
    private static final ImageProperties BOUNDS =
            new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(4), 1000);

    @TempDir Path folder;

    private Path outside;
    private Map<String, String> before;

    @BeforeEach
    void setUp() throws IOException {
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "untouched");
        Files.createDirectory(outside.resolve("sub"));
        before = everythingOutside();
    }

    /** A tar in which every kind of entry and of extended header occurs. */
    private byte[] tar() {
        byte[] random = new byte[3000];
        new Random(SEED).nextBytes(random);
        return new TarBuilder()
                .folder("./", e -> e.setMode(0755))
                .folder("etc/", e -> e.setMode(0755))
                .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
                .entry("bin", TarConstants.LF_NORMAL, random, e -> e.setMode(04755))
                .symbolicLink("way", outside.toString())
                .symbolicLink("etc/motd", "../../outside/secret")
                .hardLink("etc/twin", "etc/passwd")
                .file("größe/" + "n".repeat(120) + "/" + "m".repeat(120), "long name")
                .folder("gone/", _ -> {})
                .file("gone/.wh.old", "")
                .file("gone/.wh..wh..opq", "")
                .device("null")
                .file("etc/passwd", "replaced", e -> e.setIds(1000, 65_535))
                .bytes();
    }

    @Test
    void takeOrRefuseDamagedTars() throws IOException {
        Random random = new Random(SEED);
        byte[] valid = tar();
        int taken = 0;
        for (int i = 0; i < 800; i++) {
            byte[] mutated = mutate(valid, random);
            if (i % 2 == 0) {
                mendChecksums(mutated);
            }
            taken += unpack(new ByteArrayInputStream(mutated), i) ? 1 : 0;
        }
        assertThat(taken).as("some are still good").isBetween(20, 780);
    }

    @Test
    void takeOrRefuseDamagedCompressedTars() throws IOException {
        Random random = new Random(SEED + 1);
        List<byte[]> valid =
                List.of(
                        SampleImage.pack(tar(), GZIPOutputStream::new),
                        SampleImage.pack(tar(), ZstdOutputStream::new));
        for (int i = 0; i < 300; i++) {
            byte[] mutated = mutate(valid.get(i % 2), random);
            try (BufferedInputStream raw =
                    new BufferedInputStream(new ByteArrayInputStream(mutated))) {
                InputStream opened;
                try {
                    opened = Compression.of(raw).open(raw);
                } catch (IOException | InvalidLayerException e) {
                    continue;
                }
                var _ = unpack(opened, i);
            }
        }
    }

    @Test
    void takeOrRefuseDamagedImages() throws IOException {
        Random random = new Random(SEED + 2);
        SampleImage sample =
                new SampleImage()
                        .layer(new TarBuilder().file("a", "1"), SampleImage.GZIP)
                        .layer(new TarBuilder().file("b", "2"), SampleImage.ZSTD)
                        .layer(new TarBuilder().file("c", "3"), SampleImage.PLAIN);
        List<byte[]> valid = List.of(sample.saved("app:1").bytes(), sample.layout("1").bytes());
        ImageFiles files = new ImageFiles(new SampanHome(folder.resolve("home")));
        int taken = 0;
        try (FileImageStore store = new FileImageStore(files, BOUNDS)) {
            for (int i = 0; i < 400; i++) {
                byte[] mutated = mutate(valid.get(i % 2), random);
                if (i % 4 < 2) {
                    mendChecksums(mutated);
                }
                taken += load(store, mutated, i) ? 1 : 0;
                assertThat(files.unfinished()).as("case %d", i).isEmptyDirectory();
                assertThat(files.unfinishedLayers()).as("case %d", i).isEmptyDirectory();
            }
            assertThat(load(store, valid.getFirst(), -1)).isTrue();
        }
        assertThat(taken).as("some are still good").isBetween(5, 395);
        assertThat(everythingOutside()).isEqualTo(before);
    }

    private static boolean load(FileImageStore store, byte[] archive, int number) {
        try {
            Image image = store.importArchive(new ByteArrayInputStream(archive), Optional.empty());
            assertThat(store.layerFolders(image)).as("case %d", number).isNotEmpty();
            return true;
        } catch (InvalidImageException
                | InvalidLayerException
                | DamagedImageException
                | ImageStoreException e) {
            assertThat(e.getMessage()).as("case %d", number).isNotBlank();
            return false;
        }
    }

    /** Unpacks a tar into a folder of its own; gives whether it was taken. */
    private boolean unpack(InputStream tar, int number) throws IOException {
        Path home = folder.resolve("layers");
        Path layer = Files.createDirectories(home).resolve("fresh");
        ImageFiles files = new ImageFiles(new SampanHome(home));
        boolean taken = false;
        try {
            new UnpackedLayers(files, new Blobs(files), BOUNDS, new LayerSync(files))
                    .unpackTar(tar, layer);
            taken = true;
        } catch (InvalidLayerException | IOException e) {
            assertThat(String.valueOf(e.getMessage())).as("case %d", number).isNotBlank();
        }
        FolderTrees.delete(layer);
        assertThat(everythingOutside()).as("case %d", number).isEqualTo(before);
        assertThat(home).as("case %d", number).isEmptyDirectory();
        return taken;
    }

    /** Changes a few bytes, cuts the end off, or moves, doubles or drops a piece. */
    private static byte[] mutate(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > RECORD; changes--) {
            int at = random.nextInt(bytes.length);
            int record = at / RECORD * RECORD;
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 12), (byte) 0xff);
                // Into a header: name, mode, owner, size, type, link.
                case 3 -> bytes[Math.min(bytes.length - 1, record + random.nextInt(345))] ^= 0x11;
                case 4 ->
                        bytes[Math.min(bytes.length - 1, record + 156)] =
                                (byte) "0123456LKxgS7\0".charAt(random.nextInt(14));
                case 5 -> bytes = Arrays.copyOf(bytes, at);
                case 6 -> {
                    byte[] piece = Arrays.copyOfRange(valid, 0, Math.min(valid.length, RECORD * 4));
                    System.arraycopy(
                            piece, 0, bytes, record, Math.min(piece.length, bytes.length - record));
                }
                default -> {
                    byte[] text = "../../outside/evil".getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(
                            text, 0, bytes, record, Math.min(text.length, bytes.length - record));
                }
            }
        }
        return bytes;
    }

    /** Makes headers valid again whose fields were changed, so that these are read at all. */
    private static void mendChecksums(byte[] tar) {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + RECORD <= tar.length; at += RECORD) {
            if (!Arrays.equals(tar, at + 257, at + 262, magic, 0, magic.length)) {
                continue;
            }
            Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
            int sum = 0;
            for (int i = at; i < at + RECORD; i++) {
                sum += tar[i] & 0xff;
            }
            byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, tar, at + 148, text.length);
        }
    }

    private Map<String, String> everythingOutside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var paths = Files.walk(outside)) {
            for (Path path : paths.toList()) {
                Map<String, Object> seen =
                        Files.readAttributes(
                                path, "unix:mode,uid,gid,nlink,ctime", LinkOption.NOFOLLOW_LINKS);
                String content = Files.isRegularFile(path) ? Files.readString(path) : "";
                found.put(
                        path.toString(),
                        "%s %s".formatted(new TreeMap<>(Objects.requireNonNull(seen)), content));
            }
        }
        return found;
    }
}
