package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreesTests {

    @TempDir Path temp;

    @Test
    void deletesLinksAndNotWhatTheyNameWhenFolderHasThem() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(temp.resolve("tree/a/b"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.writeString(tree.resolve("file"), "x");

        FolderTrees.delete(temp.resolve("tree"));
        FolderTrees.delete(temp.resolve("tree"));

        assertThat(temp.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void deletesOnlyLinkWhenRootIsLink() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path link = Files.createSymbolicLink(temp.resolve("link"), outside);

        FolderTrees.delete(link);

        assertThat(link).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void deletesTreeDeeperThanAnyPathMayBeLong() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Path inner = Files.createDirectory(tree.resolve("inner"));
        for (int depth = 0; depth < 600; depth++) {
            Path outer = Files.createDirectory(tree.resolve("outer"));
            Files.writeString(outer.resolve("file"), "x");
            Files.move(inner, outer.resolve("a-name-of-some-length"));
            Files.move(outer, inner);
        }

        FolderTrees.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void refusesFolderBelowWhichSomethingIsMounted() {
        assertThatThrownBy(() -> FolderTrees.delete(Path.of("/proc")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Unmount it first");
    }
}
