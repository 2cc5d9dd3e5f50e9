package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFingerprintTests {

    @TempDir Path folder;

    private String before = "";

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectories(folder.resolve("express/lib"));
        Files.writeString(folder.resolve("express/lib/app.js"), "one");
        Files.setLastModifiedTime(folder.resolve("express/lib/app.js"), FileTime.fromMillis(1_000));
        before = FolderFingerprint.of(folder);
    }

    @Test
    void staysWhenNothingChanged() throws IOException {
        assertThat(FolderFingerprint.of(folder)).isEqualTo(before);
    }

    @Test
    void changesWhenFileIsWritten() throws IOException {
        Files.writeString(folder.resolve("express/lib/app.js"), "two");

        assertThat(FolderFingerprint.of(folder)).isNotEqualTo(before);
    }

    @Test
    void changesWhenFileOrFolderIsAdded() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        String with = FolderFingerprint.of(folder);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/nowhere"));

        assertThat(with).isNotEqualTo(before);
        assertThat(FolderFingerprint.of(folder)).isNotEqualTo(with);
    }
}
