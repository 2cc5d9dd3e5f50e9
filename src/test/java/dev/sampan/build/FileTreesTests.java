package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTests {

    @TempDir Path temp;

    @Test
    void deletesLinksAndNotWhatTheyNameWhenFolderHasThem() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(temp.resolve("tree/a/b"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.writeString(tree.resolve("file"), "x");

        FileTrees.delete(temp.resolve("tree"));
        FileTrees.delete(temp.resolve("tree"));

        assertThat(temp.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void deletesOnlyLinkWhenRootIsLink() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path link = Files.createSymbolicLink(temp.resolve("link"), outside);

        FileTrees.delete(link);

        assertThat(link).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }
}
