package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MountsRuleTests {

    private static final String KERNEL =
            """
            {'destination': '/proc', 'type': 'proc', 'source': 'proc', 'options': ['nosuid', 'noexec', 'nodev']},
            {'destination': '/dev', 'type': 'tmpfs', 'source': 'tmpfs',
             'options': ['nosuid', 'strictatime', 'mode=755', 'size=65536k']},
            {'destination': '/dev/pts', 'type': 'devpts', 'source': 'devpts',
             'options': ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5']},
            {'destination': '/dev/shm', 'type': 'tmpfs', 'source': 'tmpfs',
             'options': ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k']},
            {'destination': '/dev/mqueue', 'type': 'mqueue', 'source': 'mqueue', 'options': ['nosuid', 'noexec', 'nodev']},
            {'destination': '/sys', 'type': 'sysfs', 'source': 'sysfs', 'options': ['nosuid', 'noexec', 'nodev', 'ro']},
            {'destination': '/sys/fs/cgroup', 'type': 'cgroup', 'source': 'cgroup',
             'options': ['nosuid', 'noexec', 'nodev', 'relatime', 'ro']},
            """;

    private static final String BINDS =
            """
            {'destination': '/data', 'type': 'bind', 'source': '/apps/shop/volumes/data',
             'options': ['rbind', 'rprivate', 'nosuid', 'nodev', 'rw']},
            {'destination': '/packs', 'type': 'bind', 'source': '/apps/shop/packs',
             'options': ['rbind', 'rprivate', 'nosuid', 'nodev', 'ro']}
            """;

    @Test
    void giveAnAppFoldersInMemoryOverAReadOnlyRoot() {
        ObjectNode config = SpecFixture.apply(new MountsRule(), SpecFixture.app());
        assertThat(config.get("root"))
                .isEqualTo(json("{'path': '/containers/c1/rootfs', 'readonly': true}"));
        assertThat(config.get("mounts"))
                .isEqualTo(
                        json(
                                "["
                                        + KERNEL
                                        + """
                                        {'destination': '/tmp', 'type': 'tmpfs', 'source': 'tmpfs',
                                         'options': ['nosuid', 'nodev', 'mode=1777', 'size=131072k']},
                                        {'destination': '/var/tmp', 'type': 'tmpfs', 'source': 'tmpfs',
                                         'options': ['nosuid', 'nodev', 'mode=1777', 'size=131072k']},
                                        {'destination': '/run', 'type': 'tmpfs', 'source': 'tmpfs',
                                         'options': ['nosuid', 'noexec', 'nodev', 'mode=755', 'uid=1000', 'gid=1000', 'size=65536k']},
                                        """
                                        + BINDS
                                        + "]"));
    }

    @Test
    void leaveTheRootOfAnInstallationWritable() {
        ObjectNode config = SpecFixture.apply(new MountsRule(), SpecFixture.installation());
        assertThat(config.get("root"))
                .isEqualTo(json("{'path': '/containers/c1/rootfs', 'readonly': false}"));
        assertThat(config.get("mounts"))
                .isEqualTo(
                        json(
                                "["
                                        + KERNEL
                                        + """
                                        {'destination': '/tmp', 'type': 'tmpfs', 'source': 'tmpfs',
                                         'options': ['nosuid', 'nodev', 'mode=1777']},
                                        """
                                        + BINDS
                                        + "]"));
    }

    @Test
    void boundFoldersInMemoryByTheMachineWhereTheContainerMayUseAllOfIt() {
        ProcessSpec app = SpecFixture.app();
        ProcessSpec unlimited =
                new ProcessSpec(
                        app.id(),
                        app.rootFilesystem(),
                        true,
                        app.arguments(),
                        app.env(),
                        app.workingDirectory(),
                        app.uid(),
                        app.gid(),
                        app.firstUid(),
                        app.capabilities(),
                        app.binds(),
                        Optional.empty(),
                        new CgroupLimits(Optional.empty(), Optional.empty(), Optional.empty()));
        JsonNode temporary = SpecFixture.apply(new MountsRule(), unlimited).at("/mounts/7");
        assertThat(temporary.get("options").get(3).asString()).isEqualTo("size=25%");
    }
}
