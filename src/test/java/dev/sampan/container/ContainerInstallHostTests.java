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

/** An installation is root of its own root file system, and of nothing else. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerInstallHostTests {

    private final String program;
    private TestHost host;

    ContainerInstallHostTests(String program) {
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
    void doWhatAPackageManagerDoes() throws Exception {
        assertThat(
                        run(
                                """
                                set -e
                                echo text >/etc/new && chown 33:33 /etc/new && stat -c %u:%g /etc/new
                                install -m 4755 /bin/true /usr/bin/raised && stat -c %a /usr/bin/raised
                                echo 'x:x:5000:' >>/etc/group && rm /etc/shells
                                perl -e '$( = 33; $) = 33; $> = $< = 33; print "$<\n"'
                                mkdir -p /srv/root/usr && chroot / /bin/echo inside
                                mkdir /srv/locked && chmod 0 /srv/locked && touch /srv/locked/file && echo passed
                                """))
                .isEqualTo("33:33\n4755\n33\ninside\npassed\n");
        assertThat(Path.of("/etc/new")).doesNotExist();
        assertThat(Path.of("/etc/shells")).exists();
    }

    @Test
    void haveAShortListOfCapabilitiesAndGainNone() throws Exception {
        // CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, SYS_CHROOT, SETFCAP
        assertThat(run("cat /proc/self/status").lines())
                .contains(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t00000000800401fb",
                        "CapEff:\t00000000800401fb",
                        "CapBnd:\t00000000800401fb",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2");
    }

    @Test
    void beNobodyOnTheHost() throws Exception {
        ContainerSpec spec = install("sleep 600");
        Container container = host.containers.start(spec);
        assertThat(Files.readAllLines(Path.of("/proc/" + container.pid() + "/status")))
                .contains("Uid:\t300000000\t300000000\t300000000\t300000000");
    }

    @Test
    void touchNothingBeyondItsRoot() throws Exception {
        assertThat(run("mount -t tmpfs none /mnt && echo mounted")).contains("permission denied");
        assertThat(run("echo x >/proc/sys/kernel/hostname && echo named"))
                .contains("Read-only file system");
        assertThat(run("mknod /tmp/disk b 254 0 && head -c1 /tmp/disk && echo read"))
                .doesNotContain("read");
        assertThat(run("ip link set lo down && echo down")).doesNotContain("down\n");
        assertThat(run("nice -n -5 true && echo first")).contains("Permission denied");
        assertThat(run("hostname other && echo named")).doesNotContain("named");
        assertThat(run("echo 1 >/proc/sysrq-trigger && echo pressed")).doesNotContain("pressed");
        assertThat(run("chmod 777 /sys/fs/cgroup && echo changed"))
                .contains("Read-only file system");
    }

    private ContainerSpec install(String script) {
        return SpecBuilder.of(host.shell(script))
                .user("0:0")
                .privileges(ContainerSpec.Privileges.INSTALL)
                .writable()
                .build();
    }

    private String run(String script) throws InterruptedException {
        return host.run(install(script));
    }
}
