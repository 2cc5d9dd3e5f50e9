package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.RootFolder;
import dev.sampan.image.Digest;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingDirectoryTests {

    @TempDir Path folder;

    private Path root;
    private Path volume;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        volume = Files.createDirectories(folder.resolve("volume"));
        Files.createDirectories(root.resolve("srv/site"));
        // An image may have something in the folder that the kernel's will cover.
        Files.createDirectories(root.resolve("proc/self/fd/8"));
        Files.createDirectories(root.resolve("data/inside"));
        Files.createDirectories(volume.resolve("own/deep"));
        Files.createSymbolicLink(volume.resolve("link"), Path.of("/proc/self/fd/8"));
        Files.createSymbolicLink(root.resolve("trap"), Path.of("/proc/self/fd/8"));
        Files.createSymbolicLink(root.resolve("site"), Path.of("srv/site"));
        Files.createSymbolicLink(root.resolve("covered"), Path.of("/data/inside"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.writeString(root.resolve("file"), "");
    }

    @Test
    void takeAFolderOfTheImage() {
        assertThat(of("/")).isEqualTo("/");
        assertThat(of("/srv/site")).isEqualTo("/srv/site");
    }

    @Test
    void resolveLinksOnceAndForAll() {
        assertThat(of("/site")).isEqualTo("/srv/site");
    }

    @Test
    void takeAFolderOfAMount() {
        assertThat(of("/data")).isEqualTo("/data");
        assertThat(of("/data/own/deep")).isEqualTo("/data/own/deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self/fd/8",
                "/proc",
                "/sys/kernel",
                "/dev/shm",
                "/trap",
                "/srv/../proc/self/fd/8",
                "/./srv",
                "/none",
                "/file",
                "/loop",
                "/data/link",
                "/data/none",
                "/covered"
            })
    void refuseWhatLeadsElsewhere(String path) {
        assertThatThrownBy(() -> of(path))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'" + path + "'");
    }

    private String of(String path) {
        ContainerSpec spec =
                new ContainerSpec(
                        new ContainerId("c1"),
                        "shop",
                        Digest.ofHex("0".repeat(64)),
                        List.of("/bin/true"),
                        Map.of(),
                        path,
                        "0:0",
                        ContainerSpec.Privileges.NONE,
                        ContainerSpec.Root.READ_ONLY,
                        List.of(new Mount(volume, "/data", false)),
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 16),
                        Optional.empty(),
                        Map.of());
        try (RootFolder opened = new RootFolder(root)) {
            return WorkingDirectory.of(spec, opened);
        }
    }
}
