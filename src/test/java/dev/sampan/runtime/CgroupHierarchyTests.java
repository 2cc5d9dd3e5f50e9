package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupHierarchyTests {

    @TempDir Path folder;

    @Test
    void takeATreeForEachControllerInTheFirstVersion() throws IOException {
        CgroupHierarchy found = ControlGroupTree.first(folder).hierarchy();
        assertThat(found.unified()).isFalse();
        assertThat(found.tree("cpu")).isEqualTo(folder.resolve("cpu,cpuacct"));
        assertThat(found.tree("cpuacct")).isEqualTo(folder.resolve("cpu,cpuacct"));
        assertThat(found.tree("memory")).isEqualTo(folder.resolve("memory"));
        assertThat(found.tree("pids")).isEqualTo(folder.resolve("pids"));
        assertThat(found.all())
                .containsExactly(
                        folder.resolve("cpu,cpuacct"),
                        folder.resolve("cpuset"),
                        folder.resolve("memory"),
                        folder.resolve("blkio"),
                        folder.resolve("pids"),
                        folder.resolve("systemd"));
    }

    @Test
    void takeTheOneTreeOfTheSecondVersionForAll() throws IOException {
        CgroupHierarchy found = ControlGroupTree.second(folder).hierarchy();
        assertThat(found.unified()).isTrue();
        assertThat(List.of("cpu", "cpuacct", "memory", "pids"))
                .allSatisfy(controller -> assertThat(found.tree(controller)).isEqualTo(folder));
        assertThat(found.all()).containsExactly(folder);
        assertThat(found.limitsSwap()).isTrue();
    }

    @Test
    void takeTheFirstVersionsControllersAndCleanTheSecondsTreeWhenBothAreThere()
            throws IOException {
        CgroupHierarchy found = ControlGroupTree.hybrid(folder).hierarchy();
        assertThat(found.unified()).isFalse();
        assertThat(found.tree("memory")).isEqualTo(folder.resolve("memory"));
        assertThat(found.all()).contains(folder.resolve("unified"));
    }

    @Test
    void knowWhetherSwapCanBeLimited() throws IOException {
        ControlGroupTree tree = ControlGroupTree.first(folder);
        assertThat(tree.hierarchy().limitsSwap()).isFalse();
        tree.file("memory", "memory.memsw.limit_in_bytes", "9223372036854771712\n");
        assertThat(tree.hierarchy().limitsSwap()).isTrue();
    }

    @Test
    void sayThatThereAreNoControlGroups() {
        assertThatThrownBy(() -> CgroupHierarchy.of(List.of()))
                .isInstanceOf(OciRuntimeException.class)
                .hasMessageContaining("no control groups");
    }
}
