package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountPointTests {

    private static final String CAPTURED =
            """
            22 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard,resuid=65534
            41 22 0:33 / /sys/fs/cgroup/cpu rw,relatime shared:3 master:1 - cgroup cgroup rw,cpu
            77 22 0:4 user:[4026532298] /srv/a\\040b rw - nsfs nsfs rw
            """;

    @Test
    void readEveryLine() {
        assertThat(MountPoint.parse(CAPTURED))
                .containsExactly(
                        new MountPoint(
                                "/",
                                Path.of("/"),
                                "rw,relatime",
                                "ext4",
                                "/dev/vda",
                                "rw,discard,resuid=65534"),
                        new MountPoint(
                                "/",
                                Path.of("/sys/fs/cgroup/cpu"),
                                "rw,relatime",
                                "cgroup",
                                "cgroup",
                                "rw,cpu"),
                        new MountPoint(
                                "user:[4026532298]",
                                Path.of("/srv/a b"),
                                "rw",
                                "nsfs",
                                "nsfs",
                                "rw"));
    }

    @Test
    void refuseALineWithoutSeparator() {
        assertThatThrownBy(() -> MountPoint.parse("22 1 254:0 / / rw"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mountinfo");
    }
}
