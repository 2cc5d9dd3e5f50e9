package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.Command;
import dev.sampan.host.Inodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** An image that was made to break out does not: it is refused, or what it tries stays inside. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class HostileImageHostTests {

    private final String program;
    private TestHost host;

    HostileImageHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        try {
            assertThat(host.files.ids()).isEmpty();
        } finally {
            host.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"dev,/tmp", "dev,../../../dev", "proc,/tmp", "sys,/proc", "etc,/../../etc"})
    void refuseALinkInPlaceOfAFolderOfTheKernel(String name, String target) throws IOException {
        link(name, target);
        assertRefused(host.shell("true"), "'/" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "proc", "sys", "etc"})
    void refuseAFileInPlaceOfAFolderOfTheKernel(String name) throws IOException {
        Files.writeString(host.layer.resolve(name), "");
        assertRefused(host.shell("true"), "'/" + name + "'");
    }

    @Test
    void makeAFolderForDevicesInAnImageWithoutOne() throws Exception {
        Inodes.makeWhiteout(host.layer.resolve("dev"));
        assertThat(host.run(host.shell("test -c /dev/null && test ! -e /dev/mem && echo made")))
                .isEqualTo("made\n");
    }

    /** The runtime would mount over what they lead to, to hide it or to make a terminal. */
    @Test
    void followNoLinkBelowTheDevices() throws Exception {
        Path kept = Files.writeString(host.layer.resolve("kept"), "as it was");
        Path outside = Files.writeString(host.home.resolve("outside"), "as it was");
        for (String name : List.of("null", "zero", "console", "tty", "ptmx", "pts", "shm", "fd")) {
            link("dev/" + name, name.equals("console") ? outside.toString() : "/kept");
        }

        assertThat(
                        host.run(
                                host.shell(
                                        "cat /kept; echo x >/dev/null; test -c /dev/null && test -c /dev/zero"
                                                + " && test -d /dev/pts && test -d /dev/shm && echo")))
                .isEqualTo("as it was\n");
        assertThat(kept).hasContent("as it was");
        assertThat(outside).hasContent("as it was");
    }

    @ParameterizedTest
    @CsvSource({"tmp,/proc", "var/tmp,/sys/fs", "run,/proc/self/attr", "tmp,/dev/shm"})
    void refuseAFolderInMemoryThatLeadsToTheKernel(String name, String target) throws IOException {
        link(name, target);
        assertRefused(host.shell("true"), "'/" + name + "'");
    }

    @Test
    void keepALinkedFolderInMemoryInside() throws Exception {
        link("tmp", "/../../../../srv");
        Path before = Path.of("/srv");
        List<Path> had = children(before);
        ContainerSpec spec = host.shell("echo x >/tmp/written && ls /srv");
        assertThat(host.run(SpecBuilder.of(spec).user("0:0").build())).isEqualTo("written\n");
        assertThat(children(before)).isEqualTo(had);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/proc/self/fd/8", "/proc/1/root", "/dev/fd/8", "/a-link", "/a-folder/link"})
    void refuseAWorkingDirectoryThatTheRuntimeHasOpen(String folder) throws IOException {
        link("a-link", "/proc/self/fd/8");
        Files.createDirectory(host.layer.resolve("a-folder"));
        Files.createSymbolicLink(host.layer.resolve("a-folder/link"), Path.of("/proc/self/fd/7/"));
        ContainerSpec spec = SpecBuilder.of(host.shell("pwd")).workingDirectory(folder).build();
        assertRefused(spec, "'" + folder + "'");
    }

    @Test
    void refuseAWorkingDirectoryThatOnlyTheImageHasBelowProc() throws IOException {
        Files.createDirectories(host.layer.resolve("proc/self/fd/8"));
        link("a-link", "/proc/self/fd/8");
        assertRefused(
                SpecBuilder.of(host.shell("pwd")).workingDirectory("/a-link").build(), "'/a-link'");
    }

    /** The runtime itself reads both, for the home of the user, and would wait for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"passwd", "group"})
    void neverWaitForUsersFromAPipe(String name) throws Exception {
        Files.createDirectory(host.layer.resolve("etc"));
        host.commands.run(Command.of("mkfifo", host.layer.resolve("etc/" + name).toString()));
        for (String user : List.of("app", "1000:1000")) {
            assertRefused(SpecBuilder.of(host.shell("true")).user(user).build(), "'/etc/" + name);
        }
    }

    @Test
    void neverWaitForUsersFromAPipeBehindALink() throws Exception {
        Files.createDirectory(host.layer.resolve("etc"));
        host.commands.run(Command.of("mkfifo", host.layer.resolve("pipe").toString()));
        link("etc/passwd", "/pipe");
        assertRefused(host.shell("true"), "'/etc/passwd'");
    }

    @Test
    void refuseUsersWithoutEnd() throws Exception {
        Files.createDirectory(host.layer.resolve("etc"));
        try (var file =
                FileChannel.open(
                        host.layer.resolve("etc/passwd"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {'x'}), 1L << 40);
        }
        assertRefused(host.shell("true"), "'/etc/passwd'");
    }

    @Test
    void readNoUserThroughALink() throws IOException {
        Files.createDirectory(host.layer.resolve("etc"));
        link("etc/passwd", "/usr/lib/os-release");
        assertRefused(SpecBuilder.of(host.shell("true")).user("root").build(), "'/etc/passwd'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resolv.conf", "hosts", "hostname"})
    void writeNoFileOfTheHostThroughALink(String name) throws Exception {
        Path secret = Files.writeString(host.home.resolve("secret"), "of the host");
        Files.createDirectory(host.layer.resolve("etc"));
        link("etc/" + name, "/../../../../../.." + secret);
        String seen = host.run(host.shell("cat /etc/" + name));
        assertThat(seen).isNotEmpty().doesNotContain("of the host");
        assertThat(secret).hasContent("of the host");
    }

    @Test
    void failWhereAFileOfOursHasNoPlace() throws IOException {
        Files.createDirectories(host.layer.resolve("etc/hostname/inside"));
        assertThatThrownBy(() -> host.containers.start(host.shell("true")))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("hostname");
    }

    @Test
    void gainNothingByASetUserIdProgram() throws Exception {
        Path raised = Files.copy(Path.of("/usr/bin/perl"), host.layer.resolve("raised"));
        Inodes.setOwner(raised, 0, 0);
        Inodes.setMode(raised, 06755);
        assertThat(host.run(host.spec(List.of("/raised", "-e", "print \"$< $> $( $)\""))))
                .isEqualTo("1000 1000 1000 1000");
    }

    @Test
    void gainNothingByCapabilitiesOfAFile() throws Exception {
        Path raised = Files.copy(Path.of("/usr/bin/cat"), host.layer.resolve("raised"));
        host.commands.run(Command.of("setcap", "cap_sys_admin,cap_setuid+ep", raised.toString()));
        assertThat(host.run(host.shell("/raised /proc/self/status || echo refused")))
                .containsAnyOf("CapEff:\t0000000000000000", "refused");
    }

    @Test
    void openNoDeviceThatTheImageBrings() throws Exception {
        String disk = rootDisk();
        Path node = host.layer.resolve("disk");
        host.commands.run(
                Command.of(
                        "mknod",
                        "--mode=666",
                        node.toString(),
                        "b",
                        disk.split(":", -1)[0],
                        disk.split(":", -1)[1]));
        host.commands.run(
                Command.of(
                        "mknod",
                        "--mode=666",
                        host.layer.resolve("memory").toString(),
                        "c",
                        "1",
                        "1"));
        for (String user : List.of("1000:1000", "0:0")) {
            for (String name : List.of("/disk", "/memory")) {
                assertThat(
                                host.run(
                                        SpecBuilder.of(
                                                        host.perl(
                                                                "print(open(my $f, '<', '%s') ? 'open' : $!+0)"
                                                                        .formatted(name)))
                                                .user(user)
                                                .build()))
                        .as("%s as %s", name, user)
                        .isIn("1", "13");
            }
        }
    }

    @Test
    void runNoCommandOfALabel() throws Exception {
        Path proof = Path.of("/tmp/sampan-label-" + ProcessHandle.current().pid());
        String command = "touch " + proof;
        ContainerSpec spec =
                SpecBuilder.of(host.spec(List.of("/bin/sleep", "600")))
                        .label("run.oci.hooks.stdout", "$(" + command + ")")
                        .label("run.oci.handler", "krun")
                        .label("io.container.command", "`" + command + "`; " + command)
                        .label("org.systemd.property.ExecStart", "'/bin/sh -c \"" + command + "\"'")
                        .build();
        host.containers.start(spec);
        String config =
                Files.readString(host.files.bundle(spec.id().value()).resolve("config.json"));
        assertThat(config).doesNotContain("hooks", "sampan-label", "krun");
        assertThat(new JsonMapper().readTree(config).path("annotations").propertyNames())
                .containsExactly("run.oci.seccomp_bpf_data");
        host.containers.stop(spec.id(), Duration.ZERO);
        assertThat(proof).doesNotExist();
    }

    @Test
    void overwriteNoRuntimeByAProgramThatIsTheRuntime() throws Exception {
        Path script = Files.writeString(host.layer.resolve("self"), "#!/proc/self/exe\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        String before = digest(host.runtime.program());
        ContainerSpec neighbour =
                host.perl(
                        "$| = 1; print \"on\\n"
                                + "\"; for my $n (1 .. 400) { for (glob '/proc/[0-9]*/exe') { next if"
                                + " m{/$$/}; open(my $f, '+<', $_) and print \"open $_\\n"
                                + "\"; } select undef, undef, undef, 0.005 } print \"done\\n"
                                + "\"");
        host.containers.start(neighbour);
        host.awaitLog(neighbour, "on\n");
        for (int i = 0; i < 3; i++) {
            assertThat(
                            host.containers.exec(
                                    neighbour.id(), List.of("/self"), Duration.ofSeconds(5)))
                    .isPresent();
        }
        host.awaitLog(neighbour, "done\n");
        assertThat(host.log(neighbour)).doesNotContain("open /proc");
        assertThat(digest(host.runtime.program())).isEqualTo(before);
        host.containers.stop(neighbour.id(), Duration.ZERO);
    }

    @Test
    void mountNothingOverTheKernelsFolders() throws IOException {
        Path volume = Files.createDirectories(host.home.resolve("apps/shop/volumes/data"));
        Files.createSymbolicLink(volume.resolve("trap"), Path.of("/proc/self/attr"));
        Mount own = new Mount(volume, "/data", false);
        for (String target : List.of("/proc", "/proc/self/attr", "/sys/fs/cgroup", "/dev/pts")) {
            assertRefused(
                    SpecBuilder.of(host.shell("true"))
                            .mounts(new Mount(volume, target, false))
                            .build(),
                    "'" + target + "'");
        }
        assertRefused(
                SpecBuilder.of(host.shell("true"))
                        .mounts(own, new Mount(volume, "/data/trap", false))
                        .build(),
                "'/data/trap'");
    }

    @Test
    void changeNoFileThatOtherContainersShare() throws Exception {
        Path shared = Files.writeString(host.layer.resolve("shared"), "as it was");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-rw-rw-"));
        // As root of its own namespace, with a writable root: a copy is changed.
        String attack = "echo changed >/shared; cat /shared; chmod 4777 /shared; chown 5 /shared";
        assertThat(host.run(SpecBuilder.of(host.shell(attack)).user("0:0").writable().build()))
                .startsWith("changed\n");
        // By a descriptor for reading only that is opened again.
        String again =
                "open(my $r, '<', '/shared') or die; print(open(my $w, '>', '/proc/self/fd/' ."
                        + " fileno $r) ? 'open' : $!+0)";
        assertThat(host.run(host.perl(again))).isEqualTo("30");
        assertThat(shared).hasContent("as it was");
        assertThat(host.run(host.shell("cat /shared"))).isEqualTo("as it was");
    }

    private void link(String name, String target) throws IOException {
        Files.createDirectories(host.layer.resolve(name).getParent());
        Files.createSymbolicLink(host.layer.resolve(name), Path.of(target));
    }

    private void assertRefused(ContainerSpec spec, String word) {
        assertThatThrownBy(() -> host.containers.start(spec))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining(word);
        assertThat(host.files.ids()).isEmpty();
        assertThat(host.runtime.known()).isEmpty();
    }

    /** The device number of the disk that the host itself is on. */
    private static String rootDisk() throws IOException {
        try (var devices = Files.newDirectoryStream(Path.of("/sys/class/block"))) {
            for (Path device : devices) {
                if (!device.getFileName().toString().startsWith("loop")
                        && Files.exists(device.resolve("dev"), LinkOption.NOFOLLOW_LINKS)) {
                    return Files.readString(device.resolve("dev")).strip();
                }
            }
        }
        throw new AssertionError("This host has no disk");
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }

    private static String digest(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
