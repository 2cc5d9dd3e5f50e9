package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.MountPoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GroupMovesTests {

    @Test
    void nameTheOptionsAgainThatTheTreeHas() {
        MountPoint tree =
                new MountPoint(
                        "/",
                        Path.of("/sys/fs/cgroup"),
                        "rw,nosuid,nodev,noexec,relatime",
                        "cgroup2",
                        "cgroup2",
                        "rw,nsdelegate,memory_recursiveprot");
        assertThat(GroupMoves.options(tree)).containsExactly("nsdelegate", "memory_recursiveprot");
    }
}
