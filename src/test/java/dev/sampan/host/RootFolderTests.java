package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class RootFolderTests {

    @TempDir Path folder;

    private Path path;
    private RootFolder root;

    @BeforeEach
    void open() throws IOException {
        path = Files.createDirectory(folder.resolve("root"));
        Files.createDirectories(path.resolve("usr/lib"));
        Files.createDirectory(folder.resolve("outside"));
        root = new RootFolder(path);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void seeFoldersAndNoLinks() throws IOException {
        link("lib", "usr/lib");
        link("up", "usr");
        Files.writeString(path.resolve("file"), "");
        assertThat(root.isFolder("/usr/lib")).isTrue();
        assertThat(root.isFolder("usr")).isTrue();
        assertThat(root.isFolder("/lib")).isFalse();
        assertThat(root.isFolder("/up/lib")).isFalse();
        assertThat(root.isFolder("/file")).isFalse();
        assertThat(root.isFolder("/none")).isFalse();
    }

    @Test
    void seeThatALinkIsThereWhereverItLeads() throws IOException {
        link("dangling", "/nowhere");
        assertThat(root.exists("/dangling")).isTrue();
        assertThat(root.exists("/none")).isFalse();
    }

    @Test
    void followLinksInsideOnly() throws IOException {
        link("absolute", "/usr/lib");
        link("relative", "usr/../usr/lib");
        link("escape", "../outside");
        link("chain", "absolute");
        assertThat(root.realFolder("/absolute")).contains("/usr/lib");
        assertThat(root.realFolder("/relative")).contains("/usr/lib");
        assertThat(root.realFolder("/chain")).contains("/usr/lib");
        assertThat(root.realFolder("/")).contains("/");
        // Above the root is the root.
        assertThat(root.realFolder("/escape")).isEmpty();
        assertThat(root.realFolder("/../../../usr")).contains("/usr");
    }

    @Test
    void followNoLinkOfTheKernel() throws IOException {
        link("self", "/proc/self/cwd");
        assertThat(root.realFolder("/self")).isEmpty();
        try (RootFolder host = new RootFolder(Path.of("/"))) {
            assertThat(host.realFolder("/proc/self/cwd")).isEmpty();
            assertThat(host.realFolder("/proc/self/root")).isEmpty();
        }
    }

    @Test
    void readOrdinaryFilesUpToASize() throws IOException {
        Files.writeString(path.resolve("file"), "text");
        assertThat(root.read("/file", 4))
                .contains("text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(root.read("/file", 3)).isEmpty();
        assertThat(root.read("/none", 3)).isEmpty();
        assertThat(root.read("/usr", 3)).isEmpty();
    }

    @Test
    void readNothingThroughALinkOrFromAPipe() throws IOException {
        Files.writeString(folder.resolve("outside/secret"), "s");
        link("secret", folder.resolve("outside/secret").toString());
        link("inside", "usr/secret");
        Files.writeString(path.resolve("usr/secret"), "s");
        new CommandRunner().run(Command.of("mkfifo", path.resolve("pipe").toString()));
        assertThat(root.read("/secret", 100)).isEmpty();
        assertThat(root.read("/inside", 100)).isEmpty();
        assertThat(root.read("/pipe", 100)).isEmpty();
    }

    @Test
    void makeFoldersInTheRootItselfAlone() {
        assertThatThrownBy(() -> root.makeFolder("../outside/new", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> root.makeFolder("usr", 0, 0)).isInstanceOf(PosixException.class);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(path.resolve(name), Path.of(target));
    }
}
