package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTreeFilesTests {

    @TempDir Path folder;

    @Test
    void readsPlainFile() throws IOException {
        Files.writeString(folder.resolve("Procfile"), "web: größer");

        assertThat(BuildTreeFiles.read(folder.resolve("Procfile"))).contains("web: größer");
        assertThat(BuildTreeFiles.read(folder.resolve("app.json"))).isEmpty();
    }

    @Test
    void refusesLinksFoldersAndLargeFiles() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
        Files.writeString(folder.resolve("large"), "x".repeat(300_000));

        assertThatIOException().isThrownBy(() -> BuildTreeFiles.read(folder.resolve("link")));
        assertThatIOException().isThrownBy(() -> BuildTreeFiles.read(folder));
        assertThatIOException().isThrownBy(() -> BuildTreeFiles.read(folder.resolve("large")));
    }
}
