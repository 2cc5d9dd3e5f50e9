package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An image that starts as root becomes another user and no more; a builder mounts in its own container and no more. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerPrivilegesHostTests {

    private final String program;
    private TestHost host;

    ContainerPrivilegesHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void usersBecomeOthersAndOwnWhatTheyNeed() throws Exception {
        assertThat(
                        run(
                                ContainerSpec.Privileges.USERS,
                                """
                                set -e
                                mkdir /var/cache/served && chown 33:33 /var/cache/served && stat -c %u:%g /var/cache/served
                                perl -e '$) = "33 33"; $( = 33; $< = $> = 33; open(F, ">/var/cache/served/x") or die; print "$<\n"'
                                """))
                .isEqualTo("33:33\n33\n");
        // CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, NET_BIND_SERVICE
        assertThat(run(ContainerSpec.Privileges.USERS, "cat /proc/self/status").lines())
                .contains(
                        "CapInh:\t0000000000000000",
                        "CapEff:\t00000000000004fb",
                        "CapBnd:\t00000000000004fb",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2");
    }

    @Test
    void usersMountNothingAndLeaveNoRoot() throws Exception {
        assertThat(run(ContainerSpec.Privileges.USERS, "mount -t tmpfs none /mnt && echo mounted"))
                .doesNotContain("mounted");
        assertThat(run(ContainerSpec.Privileges.USERS, "chroot / echo inside"))
                .doesNotContain("inside\n");
        assertThat(run(ContainerSpec.Privileges.USERS, "mknod /var/disk b 254 0 && echo made"))
                .doesNotContain("made");
    }

    @Test
    void buildersMountInTheirOwnContainer() throws Exception {
        assertThat(
                        run(
                                ContainerSpec.Privileges.BUILD,
                                "unshare -m sh -c 'mount -t tmpfs none /mnt && echo x >/mnt/x && cat /mnt/x'; test -e /mnt/x && echo seen"))
                .isEqualTo("x\n");
        assertThat(Path.of("/mnt/x")).doesNotExist();
    }

    @Test
    void buildersHaveNoOtherNamespacesAndNothingOfTheHost() throws Exception {
        for (String namespace : new String[] {"-U", "-n", "-p -f", "-C", "-i"}) {
            assertThat(
                            run(
                                    ContainerSpec.Privileges.BUILD,
                                    "unshare %s echo made".formatted(namespace)))
                    .as(namespace)
                    .doesNotContain("made\n");
        }
        assertThat(
                        run(
                                ContainerSpec.Privileges.BUILD,
                                """
                                mount -o remount,rw /proc/sys; umount /proc/kcore; umount /proc/sysrq-trigger; umount /sys/firmware
                                echo '|/bin/sh' >/proc/sys/kernel/core_pattern && echo written
                                echo b >/proc/sysrq-trigger && echo pressed
                                head -c 1 /proc/kcore | grep -q . && echo read
                                mount -o remount,rw /sys/fs/cgroup; mkdir /sys/fs/cgroup/own && echo grouped
                                mount -t proc proc /mnt && echo 1 >/mnt/sys/vm/drop_caches && echo dropped
                                for disk in vda sda nvme0n1; do mknod /root/$disk b 254 0 && head -c 1 /root/$disk && echo opened; done
                                mount -t ext4 /dev/vda /mnt && echo disk
                                ls /proc/1/root/packs /proc/1/root/../../etc/hostname 2>&1 | grep -c sampan-host
                                """))
                .doesNotContain(
                        "written\n",
                        "pressed\n",
                        "read\n",
                        "grouped\n",
                        "dropped\n",
                        "opened\n",
                        "disk\n");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/core_pattern")))
                .doesNotContain("/bin/sh");
    }

    private String run(ContainerSpec.Privileges privileges, String script)
            throws InterruptedException {
        return host.run(
                SpecBuilder.of(host.shell(script))
                        .user("0:0")
                        .privileges(privileges)
                        .writable()
                        .build());
    }
}
