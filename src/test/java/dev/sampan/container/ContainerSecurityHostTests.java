package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A process in a container is nobody on the host, has no privilege, and cannot gain one. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerSecurityHostTests {

    private final String program;
    private TestHost host;

    ContainerSecurityHostTests(String program) {
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
    void runUnderAUidOfTheBlock() throws Exception {
        Container container = host.containers.start(host.spec(List.of("/bin/sleep", "600")));
        assertThat(Files.readAllLines(Path.of("/proc/" + container.pid() + "/status")))
                .contains("Uid:\t300001000\t300001000\t300001000\t300001000")
                .contains("Gid:\t300001000\t300001000\t300001000\t300001000");
    }

    @Test
    void haveNoCapabilityAndGainNone() throws Exception {
        assertThat(run("cat /proc/self/status").lines())
                .contains(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2");
    }

    @Test
    void makeNoDangerousSystemCall() throws Exception {
        assertThat(run("unshare -U true || echo denied")).contains("denied");
        assertThat(run("mount -t tmpfs none /mnt || echo denied")).contains("denied");
        // AF_PACKET, AF_ALG, AF_VSOCK: "address family not supported"
        for (int family : new int[] {17, 38, 40}) {
            assertThat(perl("socket(my $s, " + family + ", 3, 0) ? 'open' : $!+0")).isEqualTo("97");
        }
        assertThat(perl("syscall(41, 0x100000026, 5, 0) < 0 ? $!+0 : 'open'")).isEqualTo("97");
        assertThat(perl("socket(my $s, 2, 1, 0) ? 'open' : $!+0")).isEqualTo("open");
        // keyctl, bpf, userfaultfd, perf_event_open, io_uring_setup of x86-64
        for (int call : new int[] {250, 321, 323, 298, 425}) {
            assertThat(perl("syscall(" + call + ", 0, 0, 0, 0, 0) < 0 ? $!+0 : 'done'"))
                    .as("system call %s", call)
                    .isEqualTo("1");
        }
        assertThat(perl("syscall(435, 0, 0) < 0 ? $!+0 : 'done'")).isEqualTo("38");
    }

    /** The C library does without a call that the kernel does not have, but not without one that it may not make. */
    @Test
    void declineUnknownSystemCallsAsAnOlderKernelWould() throws Exception {
        // fchmodat2, and a number that none has
        assertThat(
                        perl(
                                "do { my $p = '/tmp/none'; syscall(452, -100, $p, 0600, 0x100) < 0 ? $!+0 : 'done' }"))
                .isIn("38", "2");
        assertThat(perl("syscall(900, 0) < 0 ? $!+0 : 'done'")).isEqualTo("38");
        assertThat(run("cd /tmp && echo x >f && chmod 600 f && tar cf t f && tar xpf t && echo ok"))
                .isEqualTo("ok\n");
    }

    @Test
    void leaveTheDevicesOfTheHostAlone() throws Exception {
        Path device = Path.of("/dev/null");
        Object before = Files.getAttribute(device, "unix:ctime");
        run("chmod 600 /dev/null; chown 1000 /dev/null; true");
        ContainerSpec spec = host.shell("echo on; sleep 600");
        host.containers.start(spec);
        host.awaitLog(spec, "on");
        assertThat(host.containers.exec(spec.id(), List.of("/bin/true"), Duration.ofSeconds(10)))
                .isEmpty();
        assertThat(Files.getAttribute(device, "unix:ctime")).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(device))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @Test
    void showItsEnvironmentToNobody() throws Exception {
        ContainerSpec spec = host.spec(List.of("/bin/sleep", "600"));
        host.containers.start(spec);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            assertThat(all.map(process -> process.info().commandLine().orElse("")))
                    .noneMatch(line -> line.contains("s3cr3t-value"));
        }
        Path bundle = host.files.bundle(spec.id().value());
        assertThat(Files.getPosixFilePermissions(bundle.resolve("config.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(bundle.resolve("container.json"))).doesNotContain("s3cr3t");
        assertThat(run("echo $SECRET")).isEqualTo("s3cr3t-value\n");
    }

    @Test
    void refuseAnImageWhoseDevIsALink() {
        HostContainers containers =
                host.connect(
                        host.steps().stream()
                                .map(
                                        step ->
                                                step instanceof RootStep
                                                        ? new LinkedDev(step, host)
                                                        : step)
                                .toList());
        ContainerSpec spec = host.shell("true");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> containers.start(spec))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'/dev'");
        containers.close();
        assertThat(host.files.ids()).isEmpty();
    }

    /** As an image that has a link in place of its folder for devices. */
    private record LinkedDev(StartStep step, TestHost host) implements StartStep {

        @Override
        public void apply(Starting starting) {
            step.apply(starting);
            Path dev = host.files.rootFilesystem(starting.made().id()).resolve("dev");
            try {
                ContainerFiles.deleteTree(dev);
                Files.createSymbolicLink(dev, Path.of("/tmp"));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void undo(ContainerRecord made) {
            step.undo(made);
        }
    }

    private String perl(String expression) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.containers.run(
                host.spec(List.of("/usr/bin/perl", "-e", "print(" + expression + ")")),
                Duration.ofSeconds(20),
                output);
        return output.toString(StandardCharsets.UTF_8);
    }

    private String run(String script) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.containers.run(host.shell(script), Duration.ofSeconds(20), output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
