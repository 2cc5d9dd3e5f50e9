package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.RootFolder;
import dev.sampan.image.Digest;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountTargetsTests {

    @TempDir Path folder;

    private Path root;
    private Path volume;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        volume = Files.createDirectory(folder.resolve("volume"));
        file = Files.writeString(folder.resolve("file"), "");
        for (String name : List.of("proc/self/attr", "sys", "dev", "etc", "srv/data")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.createSymbolicLink(root.resolve("data"), Path.of("srv/data"));
        Files.createSymbolicLink(root.resolve("trap"), Path.of("/proc/self/attr"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("/proc/1/root"));
        Files.createDirectory(volume.resolve("inside"));
        Files.createSymbolicLink(volume.resolve("trap"), Path.of("/proc/self/attr"));
    }

    @Test
    void takeFoldersAndFilesOfTheImageAndNewOnes() {
        assertThatCode(
                        () ->
                                check(
                                        mount("/srv/data"),
                                        mount("/data/deep/new"),
                                        mount("/new/folder"),
                                        new Mount(file, "/etc/file", true)))
                .doesNotThrowAnyException();
    }

    @Test
    void takeFoldersAndFilesOfAMount() {
        assertThatCode(
                        () ->
                                check(
                                        mount("/app"),
                                        mount("/app/inside/new"),
                                        new Mount(file, "/app/config", true)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc",
                "/proc/sys",
                "/sys/fs/cgroup",
                "/dev",
                "/dev/shm",
                "/trap",
                "/trap/new",
                "/nowhere",
                "/nowhere/new"
            })
    void refuseWhatBelongsToTheKernel(String target) {
        assertThatThrownBy(() -> check(mount(target)))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'" + target + "'");
    }

    @Test
    void refuseALinkOfAnotherMount() {
        assertThatThrownBy(() -> check(mount("/app"), mount("/app/trap")))
                .hasMessageContaining("'/app/trap'");
        assertThatThrownBy(() -> check(mount("/app"), mount("/app/trap/new")))
                .hasMessageContaining("'/app/trap/new'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmp", "run", "var/tmp"})
    void refuseAnImageThatLeadsItsFoldersInMemoryElsewhere(String name) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.createSymbolicLink(root.resolve(name), Path.of("/proc"));
        assertThatThrownBy(this::check)
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'/" + name + "'");
    }

    private Mount mount(String target) {
        return new Mount(volume, target, false);
    }

    private void check(Mount... mounts) {
        ContainerSpec spec =
                new ContainerSpec(
                        new ContainerId("c1"),
                        "shop",
                        Digest.ofHex("0".repeat(64)),
                        List.of("/bin/true"),
                        Map.of(),
                        "/",
                        "0:0",
                        ContainerSpec.Privileges.NONE,
                        ContainerSpec.Root.READ_ONLY,
                        Arrays.asList(mounts),
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 16),
                        Optional.empty(),
                        Map.of());
        try (RootFolder opened = new RootFolder(root)) {
            MountTargets.check(spec, opened);
        }
    }
}
