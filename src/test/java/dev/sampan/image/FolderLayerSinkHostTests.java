package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.FolderTrees;
import dev.sampan.image.LayerEntry.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise: files that several threads make are the same as if they were made one after the other. */
@Timeout(120)
class FolderLayerSinkHostTests {

    private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir Path folder;

    @Test
    void makeManyFilesWithOwnerModeAndTime() throws IOException {
        Path root = folder.resolve("layer");
        try (FolderLayerSink sink = new FolderLayerSink(root)) {
            sink.add(LayerEntry.directory("d", 02755, 7, 8));
            for (int i = 0; i < 3000; i++) {
                add(sink, "d/file-" + i, 0640 + i % 8, "content " + i);
            }
            add(sink, "large", 0600, "x".repeat(FileWriters.LARGEST + 1));
            sink.finish();
        }

        for (int i = 0; i < 3000; i++) {
            Path file = root.resolve("d/file-" + i);
            assertThat(Files.readString(file)).isEqualTo("content " + i);
            assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100640 + i % 8);
        }
        Path last = root.resolve("d/file-2999");
        assertThat(Files.getAttribute(last, "unix:uid")).isEqualTo(1000);
        assertThat(Files.getAttribute(last, "unix:gid")).isEqualTo(2000);
        assertThat(Files.getLastModifiedTime(last).toInstant()).isEqualTo(TIME);
        assertThat(Files.getLastModifiedTime(root.resolve("d")).toInstant())
                .isEqualTo(LayerEntry.FIXED_TIME);
        assertThat(Files.size(root.resolve("large"))).isEqualTo(FileWriters.LARGEST + 1);
    }

    @Test
    void replaceAndLinkFilesThatWereAddedJustBefore() throws IOException {
        Path root = folder.resolve("layer");
        try (FolderLayerSink sink = new FolderLayerSink(root)) {
            for (int i = 0; i < 500; i++) {
                add(sink, "file", 0644, "version " + i);
                add(sink, "other-" + i, 0644, "x");
                sink.add(
                        new LayerEntry(
                                Kind.HARD_LINK, "link-" + i, 0644, 1, 1, 0, "other-" + i, TIME));
            }
            add(sink, "becomes-a-folder", 0644, "x");
            sink.add(LayerEntry.directory("becomes-a-folder", 0755, 0, 0));
            sink.finish();
        }

        assertThat(root.resolve("file")).hasContent("version 499");
        assertThat(root.resolve("becomes-a-folder")).isEmptyDirectory();
        for (int i = 0; i < 500; i++) {
            assertThat(Files.getAttribute(root.resolve("link-" + i), "unix:nlink")).isEqualTo(2);
        }
    }

    @Test
    void tellWhatWentWrongElsewhereAndLeaveNothingRunning() throws IOException {
        Path root = folder.resolve("layer");
        try (FolderLayerSink sink = new FolderLayerSink(root)) {
            Files.writeString(root.resolve("there"), "somebody else's");
            add(sink, "there", 0644, "x");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(sink::finish)
                    .withMessageContaining(
                            "Cannot make the file '%s'".formatted(root.resolve("there")));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> add(sink, "more", 0644, "x"));
        }
        assertThat(root.resolve("there")).hasContent("somebody else's");
        FolderTrees.delete(root);
        assertThat(root).doesNotExist();
    }

    @Test
    void makeNoFileThatWasCutOff() throws IOException {
        Path root = folder.resolve("layer");
        try (FolderLayerSink sink = new FolderLayerSink(root)) {
            try (OutputStream content = sink.addFile(entry("cut", 0644, 10))) {
                content.write(new byte[5]);
            }
            sink.finish();
        }
        assertThat(root).isEmptyDirectory();
    }

    private static void add(FolderLayerSink sink, String name, int mode, String content)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = sink.addFile(entry(name, mode, bytes.length))) {
            file.write(bytes, 0, bytes.length / 2);
            file.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        }
    }

    private static LayerEntry entry(String name, int mode, long size) {
        return new LayerEntry(Kind.FILE, name, mode, 1000, 2000, size, "", TIME);
    }
}
