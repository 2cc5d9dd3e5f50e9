package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sampan.image.LayerEntry.Kind;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that nobody vouches for are checked entry by entry before anything is written. */
class HostileLayerTests {

    private final List<LayerEntry> entries = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Test
    void passEntriesOnWithPlainNames() {
        read(
                new TarBuilder()
                        .folder("./", e -> e.setMode(0700))
                        .folder("./bin/", e -> e.setMode(0755))
                        .file("./bin/run", "run", e -> e.setMode(04755))
                        .symbolicLink("bin/also", "/bin/run")
                        .hardLink("bin/twin", "./bin/run")
                        .file("usr/local/ű", "x"));

        assertThat(entries)
                .extracting(LayerEntry::kind, LayerEntry::name, LayerEntry::link)
                .containsExactly(
                        tuple(Kind.DIRECTORY, "", ""),
                        tuple(Kind.DIRECTORY, "bin", ""),
                        tuple(Kind.FILE, "bin/run", ""),
                        tuple(Kind.SYMBOLIC_LINK, "bin/also", "/bin/run"),
                        tuple(Kind.HARD_LINK, "bin/twin", "bin/run"),
                        tuple(Kind.FILE, "usr/local/ű", ""));
        assertThat(entries.get(2).mode()).isEqualTo(04755);
    }

    @Test
    void turnMarksIntoWhiteouts() {
        read(
                new TarBuilder()
                        .file("etc/.wh.motd", "")
                        .file("var/.wh..wh..opq", "")
                        .file(".wh.srv", "")
                        .file(".wh..wh.plnk", ""));

        assertThat(entries)
                .extracting(LayerEntry::kind, LayerEntry::name)
                .containsExactly(
                        tuple(Kind.WHITEOUT, "etc/motd"),
                        tuple(Kind.OPAQUE, "var"),
                        tuple(Kind.WHITEOUT, "srv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "a/../../b", "a/..", "/etc/passwd", ".."})
    void refuseNamesThatLeadOut(String name) {
        assertRefused(new TarBuilder().file(name, "x"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd", "a/../../b"})
    void refuseHardLinksThatLeadOut(String target) {
        assertRefused(new TarBuilder().hardLink("twin", target), "twin");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh...", ".wh..", ".wh."})
    void refuseWhiteoutsOfNothing(String name) {
        assertRefused(new TarBuilder().file("folder/" + name, ""), name);
    }

    @Test
    void leaveOutDevicesWithANote() {
        read(new TarBuilder().device("dev/mem").file("kept", "x"));

        assertThat(entries).extracting(LayerEntry::name).containsExactly("kept");
        assertThat(notes).singleElement().asString().contains("dev/mem");
    }

    @Test
    void refuseOwnersThatNoImageHas() {
        assertRefused(new TarBuilder().file("big", "x", e -> e.setIds(65_536, 0)), "65536");
        assertRefused(new TarBuilder().file("big", "x", e -> e.setUserId(4_294_967_295L)), "big");
    }

    @Test
    void refuseNamesTooLongForADisk() {
        assertRefused(new TarBuilder().file("a/" + "x".repeat(256), "x"), "longer than 255");
    }

    @Test
    void refuseMoreBytesThanAllowed() {
        assertRefused(new TarBuilder().file("bomb", "x".repeat(2000)), "bomb");
    }

    @Test
    void refuseAHeaderThatClaimsExbibytes() {
        assertRefused(
                new TarBuilder()
                        .entry(
                                "x",
                                TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                                (pax("GNU.sparse.realsize=9223372036854775807")
                                                + pax("GNU.sparse.major=1")
                                                + pax("GNU.sparse.minor=0")
                                                + pax("GNU.sparse.name=hole"))
                                        .getBytes(StandardCharsets.UTF_8),
                                _ -> {})
                        .file("hole", "0\n" + "\0".repeat(510)),
                "");
    }

    @Test
    void refuseMoreEntriesThanAllowed() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 60; i++) {
            tar.folder("d" + i + "/", _ -> {});
        }
        assertRefused(tar, "more than 50 entries");
    }

    @Test
    void refuseATarThatEndsInTheMiddle() {
        byte[] whole = new TarBuilder().file("cut", "x".repeat(900)).bytes();

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> read(Arrays.copyOf(whole, 700)))
                .withMessageContaining("damaged");
    }

    private void assertRefused(TarBuilder tar, String words) {
        byte[] bytes = tar.bytes();
        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining(words);
        assertThat(entries).noneMatch(entry -> entry.kind() != Kind.DIRECTORY);
    }

    private static String pax(String record) {
        int length = record.length() + 2;
        int total = length + Integer.toString(length + 2).length();
        return total + " " + record + "\n";
    }

    private void read(TarBuilder tar) {
        try {
            read(tar.bytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void read(byte[] tar) throws IOException {
        ImageProperties bounds =
                new ImageProperties(Duration.ofHours(1), DataSize.ofBytes(1000), 50);
        new LayerReader(bounds, notes::add)
                .read(
                        new ByteArrayInputStream(tar),
                        new LayerSink() {
                            @Override
                            public void add(LayerEntry entry) {
                                entries.add(entry);
                            }

                            @Override
                            public OutputStream addFile(LayerEntry entry) {
                                entries.add(entry);
                                return new ByteArrayOutputStream();
                            }
                        });
    }
}
