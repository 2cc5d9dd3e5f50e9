package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The promise: whatever a tar says, its unpacking writes below the layer's own folder and nowhere else. */
class HostileTarHostTests {

    private static final DataSize LARGEST = DataSize.ofMebibytes(1);

    @TempDir Path folder;

    private Path outside;
    private Path layer;
    private Map<String, String> before;

    /** What is unpacked stands two folders below the one that must not change. */
    @BeforeEach
    void setUp() throws IOException {
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "untouched");
        Files.createDirectory(outside.resolve("sub"));
        Files.writeString(outside.resolve("sub/kept"), "untouched");
        layer = Files.createDirectories(folder.resolve("layers")).resolve("fresh");
        before = everythingElse();
    }

    @AfterEach
    void nothingElseHasChanged() throws IOException {
        assertThat(everythingElse()).isEqualTo(before);
    }

    private static Arguments refused(String name, Function<Path, RawTar> tar) {
        return argumentSet(name, tar);
    }

    static Stream<Arguments> escapes() {
        return Stream.of(
                refused("a parent", o -> new RawTar().file("../../outside/evil")),
                refused("a parent inside", o -> new RawTar().file("a/../../../outside/evil")),
                refused("a parent at the end", o -> new RawTar().folder("a/../..")),
                refused("an absolute name", o -> new RawTar().file(o + "/evil")),
                refused(
                        "a link, then through it",
                        o -> new RawTar().symbolicLink("way", o.toString()).file("way/evil")),
                refused(
                        "a relative link, then through it",
                        o -> new RawTar().symbolicLink("w", "../../outside").folder("w/sub/evil")),
                refused(
                        "a chain of links",
                        o ->
                                new RawTar()
                                        .symbolicLink("one", "two")
                                        .symbolicLink("two", o.toString())
                                        .file("one/evil")),
                refused(
                        "a link in a folder that a link replaced",
                        o ->
                                new RawTar()
                                        .folder("d/")
                                        .symbolicLink("d", o.toString())
                                        .file("d/evil")),
                refused(
                        "a link by the name of the root",
                        o -> new RawTar().symbolicLink(".", o.toString()).file("evil")),
                refused("a hard link out", o -> new RawTar().hardLink("evil", o + "/secret")),
                refused(
                        "a hard link to a parent",
                        o -> new RawTar().hardLink("evil", "../../outside/secret")),
                refused(
                        "a hard link through a link",
                        o ->
                                new RawTar()
                                        .symbolicLink("way", o.toString())
                                        .hardLink("evil", "way/secret")),
                refused("a whiteout of the parent", o -> new RawTar().file("../.wh.outside")),
                refused("a whiteout of '..'", o -> new RawTar().file("d/.wh...")),
                refused("a whiteout of '.'", o -> new RawTar().file("d/.wh..")),
                refused(
                        "a whiteout through a link",
                        o -> new RawTar().symbolicLink("way", o.toString()).file("way/.wh.secret")),
                refused(
                        "an opaque folder outside",
                        o -> new RawTar().file("../../outside/.wh..wh..opq")),
                refused(
                        "an opaque folder behind a link",
                        o ->
                                new RawTar()
                                        .symbolicLink("way", o.toString())
                                        .file("way/.wh..wh..opq")),
                refused(
                        "another path in an extended header",
                        o -> new RawTar().extended("path", "../../outside/evil").file("harmless")),
                refused(
                        "another link in an extended header",
                        o ->
                                new RawTar()
                                        .extended("linkpath", o + "/secret")
                                        .hardLink("evil", "harmless")),
                refused(
                        "a long link of GNU",
                        o ->
                                new RawTar()
                                        .gnu('K', "../../outside/secret")
                                        .hardLink("evil", "harmless")),
                refused("a name longer than names are", o -> longName("x".repeat(256))),
                refused("a path longer than paths are", o -> longName("d/".repeat(200_000) + "x")),
                refused(
                        "a size below zero",
                        o -> new RawTar().entry('0', "evil", "", negative(), new byte[0])),
                refused(
                        "a size that is no number",
                        o ->
                                new RawTar()
                                        .entry(
                                                '0',
                                                "evil",
                                                "",
                                                "-0000000001\0".getBytes(StandardCharsets.US_ASCII),
                                                new byte[0])),
                refused(
                        "a size that lies",
                        o ->
                                new RawTar()
                                        .entry(
                                                '0',
                                                "evil",
                                                "",
                                                RawTar.octal(100_000),
                                                new byte[100])),
                refused("a hole of exbibytes", o -> hole()),
                refused(
                        "more bytes than allowed",
                        o -> new RawTar().entry('0', "big", "", new byte[(1 << 20) + 1])),
                refused("a file for the root", o -> new RawTar().file(".")));
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void refuseWhatLeadsOutOrLies(Function<Path, RawTar> tar) throws IOException {
        RawTar hostile = tar.apply(outside);

        assertThatExceptionOfType(InvalidLayerException.class).isThrownBy(() -> unpack(hostile));
    }

    /** GNU's tar drops the slash of a long name as well. */
    @Test
    void keepALongAbsoluteNameInside() throws IOException {
        String name = "x".repeat(150);

        unpack(new RawTar().gnu('L', outside + "/" + name).file("harmless"));

        assertThat(files(layer)).containsExactly(outside.toString().substring(1) + "/" + name);
    }

    /** As the standard says. */
    @Test
    void takeWhatIsOfAnUnknownTypeForAFile() throws IOException {
        unpack(new RawTar().entry('Q', "odd", "", new byte[0]));

        assertThat(layer.resolve("odd")).isEmptyFile();
    }

    @Test
    void replaceAFileThatBecomesALinkAndThenAFolder() throws IOException {
        unpack(
                new RawTar()
                        .file("x")
                        .symbolicLink("x", outside.toString())
                        .folder("x/")
                        .file("x/evil"));

        assertThat(layer.resolve("x")).isDirectory();
        assertThat(Files.isSymbolicLink(layer.resolve("x"))).isFalse();
        assertThat(layer.resolve("x/evil")).hasContent("evil");
    }

    /** Old tars say by a slash at the end that an entry is a folder. */
    @Test
    void takeALinkWithASlashBehindItsNameForAFolder() throws IOException {
        unpack(new RawTar().symbolicLink("way/", outside.toString()).file("way/evil"));

        assertThat(Files.isSymbolicLink(layer.resolve("way"))).isFalse();
        assertThat(layer.resolve("way/evil")).hasContent("evil");
    }

    @Test
    void neverWriteThroughAnotherNameOfALink() throws IOException {
        unpack(
                new RawTar()
                        .symbolicLink("way", outside.resolve("secret").toString())
                        .hardLink("twin", "way")
                        .file("twin")
                        .file("way"));

        assertThat(layer.resolve("twin")).hasContent("evil").isRegularFile();
        assertThat(Files.isSymbolicLink(layer.resolve("twin"))).isFalse();
        assertThat(Files.isSymbolicLink(layer.resolve("way"))).isFalse();
    }

    @Test
    void makeNeitherDevicesNorPipes() throws IOException {
        unpack(
                new RawTar()
                        .entry('3', "dev/mem", "", new byte[0])
                        .entry('4', "dev/sda", "", new byte[0])
                        .entry('6', "etc/passwd", "", new byte[0])
                        .file("kept"));

        assertThat(files(layer)).containsExactly("kept");
    }

    @Test
    void neverStopOverAPipeThatALaterFileReplaces() throws IOException {
        unpack(new RawTar().entry('6', "x", "", new byte[0]).file("x"));

        assertThat(layer.resolve("x")).hasContent("evil");
    }

    @Test
    @Timeout(20)
    void refuseAFileThatUnpacksToGibibytes() throws IOException {
        InputStream bomb =
                bomb(new RawTar().entry('0', "b", "", RawTar.octal(4L << 30), new byte[0]).bytes());

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> unpack(bomb))
                .withMessageContaining("larger than 1 MiB");
    }

    @Test
    @Timeout(20)
    void refuseHeadersThatUnpackToGibibytes() throws IOException {
        for (char type : "xgLK".toCharArray()) {
            byte[] size = RawTar.octal(2_000_000_000L);
            InputStream bomb =
                    bomb(new RawTar().entry(type, "header", "", size, new byte[0]).bytes());

            assertThatExceptionOfType(InvalidLayerException.class)
                    .as("a header of type " + type)
                    .isThrownBy(() -> new LayerReader(bounds(), _ -> {}).read(bomb, nowhere()));
        }
    }

    @Test
    @Timeout(20)
    void refuseGibibytesBehindTheEnd() throws IOException {
        InputStream bomb = bomb(new RawTar().file("kept").bytes());

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> unpack(bomb))
                .withMessageContaining("behind its end");
    }

    @Test
    void acceptTheEndOfAnOrdinaryTar() throws IOException {
        byte[] padded = new byte[20 * 512 + new RawTar().file("kept").bytes().length];
        byte[] tar = new RawTar().file("kept").bytes();
        System.arraycopy(tar, 0, padded, 0, tar.length);

        unpack(new ByteArrayInputStream(padded));

        assertThat(files(layer)).containsExactly("kept");
    }

    private static RawTar longName(String name) {
        return new RawTar().extended("path", name).file("harmless");
    }

    private static RawTar hole() {
        return new RawTar()
                .extended("GNU.sparse.realsize", "9223372036854775807")
                .extended("GNU.sparse.size", "9223372036854775807")
                .file("hole");
    }

    /** Minus one as GNU writes numbers that do not fit. */
    private static byte[] negative() {
        byte[] size = new byte[12];
        Arrays.fill(size, (byte) 0xff);
        return size;
    }

    /** Some bytes and then four gibibytes of nothing, packed by gzip. */
    private static InputStream bomb(byte[] start) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(start, 0, start.length - 2 * 512);
        }
        ByteArrayOutputStream nothing = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(nothing)) {
            gzip.write(new byte[16 << 20]);
        }
        InputStream all = new ByteArrayInputStream(packed.toByteArray());
        for (int i = 0; i < 256; i++) {
            all = new SequenceInputStream(all, new ByteArrayInputStream(nothing.toByteArray()));
        }
        return new GZIPInputStream(all);
    }

    private static ImageProperties bounds() {
        return new ImageProperties(Duration.ofHours(1), LARGEST, 1000);
    }

    private static LayerSink nowhere() {
        return new LayerSink() {
            @Override
            public void add(LayerEntry entry) {
                assertThat(entry.name()).isNotEmpty();
            }

            @Override
            public OutputStream addFile(LayerEntry entry) {
                return OutputStream.nullOutputStream();
            }
        };
    }

    private void unpack(RawTar tar) throws IOException {
        unpack(new ByteArrayInputStream(tar.bytes()));
    }

    private void unpack(InputStream tar) throws IOException {
        ImageFiles files = new ImageFiles(new SampanHome(folder.resolve("layers")));
        UnpackedLayers layers =
                new UnpackedLayers(files, new Blobs(files), bounds(), new LayerSync(files));
        layers.unpackTar(tar, layer);
    }

    private static List<String> files(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Every file and folder but the layer's own, with what can be changed of it. */
    private Map<String, String> everythingElse() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.filter(each -> !each.startsWith(layer)).toList()) {
                if (path.equals(layer.getParent())) {
                    continue;
                }
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
