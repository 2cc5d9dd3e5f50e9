package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that was made to break out of its container, or to hurt another one, does not; each is tried as an ordinary
 * user and as root inside.
 */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class HostileProgramHostTests {

    private static final String USER = "1000:1000";
    private static final String ROOT = "0:0";

    private final String program;
    private TestHost host;

    HostileProgramHostTests(String program) {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/sys/kernel/core_pattern",
                "/proc/sys/kernel/modprobe",
                "/proc/sys/vm/overcommit_memory",
                "/proc/sys/net/ipv4/ip_forward",
                "/proc/sysrq-trigger",
                "/sys/kernel/uevent_helper",
                "/sys/kernel/mm/transparent_hugepage/enabled",
                "/sys/fs/cgroup/memory/release_agent",
                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/cgroup.procs",
                "/sys/fs/cgroup/cgroup.procs",
                "/proc/1/oom_score_adj",
                "/proc/self/uid_map",
                "/proc/self/loginuid"
            })
    void writeNoSettingOfTheKernel(String file) throws Exception {
        for (String user : List.of(USER, ROOT)) {
            String value = file.endsWith("oom_score_adj") ? "-1000" : "0";
            assertThat(
                            perl(
                                    user,
                                    "print(open(my $f, '>', '%s') && syswrite($f, '%s') && close($f) ? 'written' : 'refused')"
                                            .formatted(file, value)))
                    .as("%s as %s", file, user)
                    .isEqualTo("refused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/kcore",
                "/proc/keys",
                "/proc/timer_list",
                "/proc/interrupts",
                "/proc/kmsg",
                "/proc/kpagecount",
                "/proc/1/mem",
                "/dev/mem",
                "/dev/kmsg",
                "/dev/fuse",
                "/dev/kvm",
                "/dev/loop-control",
                "/dev/net/tun",
                "/dev/console"
            })
    void readNothingOfTheHost(String file) throws Exception {
        for (String user : List.of(USER, ROOT)) {
            // An empty file lies over what is hidden.
            assertThat(
                            perl(
                                    user,
                                    "print(open(my $f, '<', '%s') && sysread($f, my $b, 1) ? 'read' : 'nothing')"
                                            .formatted(file)))
                    .as("%s as %s", file, user)
                    .isEqualTo("nothing");
        }
    }

    @Test
    void listNothingOfTheFirmware() throws Exception {
        assertThat(host.run(host.shell("ls -A /sys/firmware /proc/acpi /proc/scsi 2>/dev/null")))
                .doesNotContain("acpi/", "dmi", "efi", "device_info");
    }

    @Test
    void mountAndUnmountNothing() throws Exception {
        for (String user : List.of(USER, ROOT)) {
            assertThat(run(user, "mount -t proc proc /tmp || echo refused")).endsWith("refused\n");
            assertThat(run(user, "mount -o remount,rw / || echo refused")).endsWith("refused\n");
            assertThat(run(user, "mount --bind / /tmp || echo refused")).endsWith("refused\n");
            assertThat(run(user, "umount /proc/kcore || echo refused")).endsWith("refused\n");
        }
    }

    @Test
    void seeAndTouchNoProcessOfANeighbour() throws Exception {
        ContainerSpec neighbour = host.shell("echo on; sleep 600 & sleep 600; echo over");
        Container other = host.containers.start(neighbour);
        host.awaitLog(neighbour, "on");
        for (String user : List.of(USER, ROOT)) {
            // ATTACH, SEIZE, process_vm_readv, pidfd_open, kill, tgkill
            assertThat(
                            perl(
                                    user,
                                    """
                                    my $p = %d; my @e; my $b = 'x' x 8; my $v = pack('Q Q', unpack('Q', pack('P', $b)), 8);
                                    push @e, syscall(101, 16, $p, 0, 0) < 0 ? $!+0 : 'done';
                                    push @e, syscall(101, 16902, $p, 0, 0) < 0 ? $!+0 : 'done';
                                    push @e, syscall(310, $p, $v, 1, $v, 1, 0) < 0 ? $!+0 : 'done';
                                    push @e, syscall(434, $p, 0) < 0 ? $!+0 : 'done';
                                    push @e, syscall(62, $p, 9) < 0 ? $!+0 : 'done';
                                    push @e, syscall(234, $p, $p, 9) < 0 ? $!+0 : 'done';
                                    print join ' ', @e
                                    """
                                            .formatted(other.pid())))
                    .doesNotContain("done")
                    .doesNotContain("1 ");
            assertThat(run(user, "ls /proc | grep -c '^[0-9]'; kill -KILL -1 2>/dev/null; true"))
                    .matches("[1-5]\n");
        }
        assertThat(host.containers.find(neighbour.id())).contains(other);
        assertThat(host.log(neighbour)).doesNotContain("over");
    }

    @Test
    void haveNoDescriptorOfTheHost() throws Exception {
        String list = "ls -l /proc/self/fd | sed -n 's/.* \\([0-9]*\\) -> /\\1 /p'";
        List<String> open = host.run(host.shell(list)).lines().toList();
        // The pipe of the log twice, one for sed, and what ls reads.
        assertThat(open).allMatch(line -> line.matches("[0-3] (pipe:.*|/dev/null|/proc/\\d+/fd)"));
        assertThat(open).hasSize(4);

        ContainerSpec spec = host.shell("echo on; sleep 600");
        host.containers.start(spec);
        host.awaitLog(spec, "on");
        assertThat(
                        host.containers.exec(
                                spec.id(),
                                List.of(
                                        "/usr/bin/perl",
                                        "-e",
                                        "opendir D, '/proc/self/fd'; exit(3 != grep { /^\\d+$/ && readlink(\"/proc/self/fd/$_\") !~ m{^/proc/} } readdir D)"),
                                Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void haveNothingMoreInAProgramThatIsRunLater() throws Exception {
        ContainerSpec spec = host.shell("echo on; sleep 600");
        host.containers.start(spec);
        host.awaitLog(spec, "on");
        for (String line :
                List.of(
                        "CapInh:.0*$",
                        "CapPrm:.0*$",
                        "CapEff:.0*$",
                        "CapBnd:.0*$",
                        "CapAmb:.0*$",
                        "NoNewPrivs:.1",
                        "Seccomp:.2",
                        "Uid:.1000.1000.1000.1000")) {
            assertThat(
                            host.containers.exec(
                                    spec.id(),
                                    List.of("/usr/bin/grep", "-q", line, "/proc/self/status"),
                                    Duration.ofSeconds(10)))
                    .as(line)
                    .isEmpty();
        }
    }

    @Test
    void leadNoLaterProgramAstrayByALinkInItsPlace() throws Exception {
        Path app = Files.createDirectories(host.layer.resolve("app/work"));
        for (Path path : List.of(app.getParent(), app)) {
            Files.setAttribute(path, "unix:uid", 1000);
        }
        ContainerSpec spec =
                SpecBuilder.of(
                                host.shell(
                                        "rmdir /app/work && ln -s /proc/self/fd/8 /app/work && echo on; sleep 600"))
                        .workingDirectory("/app/work")
                        .build();
        host.containers.start(spec);
        host.awaitLog(spec, "on");
        assertThat(host.containers.exec(spec.id(), List.of("/bin/pwd"), Duration.ofSeconds(10)))
                .hasValueSatisfying(why -> assertThat(why).contains("'/app/work'"));
    }

    @Test
    void shareNoMemoryWithANeighbour() throws Exception {
        ContainerSpec neighbour =
                host.perl(
                        "$| = 1; my $id = shmget(7, 100, 01666); open(my $f, '>', '/dev/shm/mine'); open(my $t, '>', '/tmp/mine'); print \"on\\n\"; sleep 600");
        host.containers.start(neighbour);
        host.awaitLog(neighbour, "on");
        for (String user : List.of(USER, ROOT)) {
            assertThat(perl(user, "print(defined shmget(7, 100, 0) ? 'found' : $!+0)"))
                    .isEqualTo("2");
            assertThat(run(user, "ls /dev/shm /tmp")).doesNotContain("mine");
        }
    }

    @Test
    void reachNoSocketOfTheHost() throws Exception {
        String name = "sampan-test-" + ProcessHandle.current().pid();
        Path proof = host.home.resolve("listening");
        Process listener =
                new ProcessBuilder(
                                "perl",
                                "-MSocket",
                                "-e",
                                "socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack('S a*', AF_UNIX, \"\\0%s\")) or die; listen($s, 5); open(my $f, '>', '%s'); close $f; sleep 60"
                                        .formatted(name, proof))
                        .inheritIO()
                        .start();
        try {
            while (!Files.exists(proof) && listener.isAlive()) {
                Pause.briefly();
            }
            for (String user : List.of(USER, ROOT)) {
                assertThat(
                                perl(
                                        user,
                                        "socket(my $s, 1, 1, 0); print(connect($s, pack('S a*', 1, \"\\0%s\")) ? 'reached' : $!+0)"
                                                .formatted(name)))
                        .isEqualTo("111");
            }
        } finally {
            listener.destroyForcibly().waitFor();
        }
    }

    @Test
    void raiseNoLimitOfItsOwn() throws Exception {
        assertThat(run(USER, "ulimit -H -n 1000000 || echo refused")).contains("refused");
        assertThat(run(USER, "ulimit -H -c 1 || echo refused")).contains("refused");
        assertThat(run(USER, "nice -n -10 true && echo first")).contains("ermission denied");
        assertThat(
                        perl(
                                USER,
                                "my $p = pack('i', 50); print(syscall(144, 0, 1, $p) < 0 ? $!+0 : 'real time')"))
                .isEqualTo("1");
        assertThat(run(USER, "echo -500 >/proc/self/oom_score_adj || echo refused"))
                .contains("refused");
    }

    @Test
    void makeNoDeviceAndLeaveNoRoot() throws Exception {
        for (String user : List.of(USER, ROOT)) {
            assertThat(run(user, "mknod /tmp/disk b 254 0 || echo refused")).contains("refused");
            assertThat(run(user, "mknod /app/disk b 254 0 || echo refused")).contains("refused");
            assertThat(run(user, "chroot /usr /bin/true || echo refused")).contains("refused");
            assertThat(run(user, "chown 5 /app || echo refused")).contains("refused");
        }
    }

    @Test
    void beNobodyElseOnTheHostAsRoot() throws Exception {
        Container container =
                host.containers.start(
                        SpecBuilder.of(host.spec(List.of("/bin/sleep", "600"))).user(ROOT).build());
        assertThat(Files.readAllLines(Path.of("/proc/" + container.pid() + "/status")))
                .contains("Uid:\t300000000\t300000000\t300000000\t300000000")
                .contains("CapBnd:\t0000000000000000");
    }

    @Test
    void stopNobodyElseByFillingItsOwnTables() throws Exception {
        ContainerSpec neighbour =
                host.shell("while :; do date +%s%N >/tmp/now && echo alive; sleep 0.1; done");
        host.containers.start(neighbour);
        host.awaitLog(neighbour, "alive");
        String hog =
                """
                my @held; my $n = 0;
                while (open(my $f, '<', '/dev/null')) { push @held, $f; $n++ }
                print "files $n\\n";
                @held = ();
                my $p = 0;
                while (1) { my $pid = fork; last unless defined $pid; if (!$pid) { sleep 600; exit } $p++ }
                print "processes ", $p < 256 ? 'bounded' : $p, "\\n";
                """;
        assertThat(host.run(host.perl(hog)).lines().toList())
                .hasSize(2)
                .first()
                .satisfies(
                        line ->
                                assertThat(Integer.parseInt(line.substring("files ".length())))
                                        .isLessThanOrEqualTo(1024));
        int before = host.log(neighbour).length();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (host.log(neighbour).length() == before && System.nanoTime() < deadline) {
            Pause.briefly();
        }
        assertThat(host.log(neighbour).length()).isGreaterThan(before);
    }

    private String perl(String user, String text) throws InterruptedException {
        return host.run(SpecBuilder.of(host.perl(text)).user(user).build());
    }

    private String run(String user, String script) throws InterruptedException {
        return host.run(SpecBuilder.of(host.shell(script)).user(user).build());
    }
}
