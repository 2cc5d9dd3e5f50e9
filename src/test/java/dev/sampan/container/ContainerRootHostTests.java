package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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

/** A container of an app changes its own folder and folders in memory, and nothing else of its root. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerRootHostTests {

    private static final String EROFS = "30";

    private final String program;
    private TestHost host;

    ContainerRootHostTests(String program) {
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
    @ValueSource(strings = {"/", "/etc/", "/usr/", "/usr/bin/", "/var/", "/var/lib/", "/home/"})
    void refuseToWriteElsewhere(String folder) throws Exception {
        // As root of the container, whom no file mode stops.
        String attempt = "print(open(my $f, '>', '%snew') ? 'open' : $!+0)".formatted(folder);
        assertThat(runAsRoot(attempt)).isEqualTo(EROFS);
    }

    @Test
    void refuseToChangeWhatTheImageHas() throws Exception {
        assertThat(runAsRoot("print(unlink('/etc/passwd') ? 'gone' : $!+0)")).isEqualTo(EROFS);
        assertThat(runAsRoot("print(chmod(0777, '/usr') ? 'changed' : $!+0)")).isEqualTo(EROFS);
        assertThat(runAsRoot("print(rename('/app', '/new') ? 'moved' : $!+0)")).isIn(EROFS, "16");
    }

    private String runAsRoot(String program) throws InterruptedException {
        return host.run(SpecBuilder.of(host.perl(program)).user("0:0").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app", "/tmp", "/var/tmp", "/run", "/dev/shm"})
    void writeToItsOwnFolders(String folder) throws Exception {
        assertThat(host.run(host.shell("echo kept >%1$s/new && cat %1$s/new".formatted(folder))))
                .isEqualTo("kept\n");
    }

    @Test
    void writeEverywhereWhenTheRootIsWritable() throws Exception {
        ContainerSpec spec = host.shell("echo new >/etc/new && cat /etc/new");
        assertThat(host.run(SpecBuilder.of(spec).user("0:0").writable().build()))
                .isEqualTo("new\n");
        assertThat(Path.of("/etc/new")).doesNotExist();
    }

    @Test
    void keepWhatTheAppWritesInTheStorageOfItsOwner() throws Exception {
        Path app = Files.createDirectory(host.layer.resolve("app"));
        give(app);
        give(Files.writeString(app.resolve("old"), "of the image"));
        ContainerSpec spec = host.shell("echo more >>/app/old; echo new >/app/new; sleep 600");
        host.containers.start(spec);
        Path upper = ContainerFiles.writable(host.home.resolve("apps/shop"), spec.id().value());
        awaitText(upper.resolve("upper/app/new"), "new\n");
        awaitText(upper.resolve("upper/app/old"), "of the imagemore\n");
        assertThat(app.resolve("old")).hasContent("of the image");
    }

    @Test
    void showMountsBelowTheFolderOfTheApp() throws Exception {
        Path volume = Files.createDirectories(host.home.resolve("apps/shop/volumes/data"));
        Files.setAttribute(volume, "unix:uid", TestHost.FIRST_UID + 1000);
        Path shown = Files.createDirectories(host.home.resolve("apps/shop/volumes/fixed"));
        ContainerSpec spec =
                SpecBuilder.of(
                                host.shell(
                                        "echo v >/app/data/file; echo x >/srv/fixed/file || echo no"))
                        .mounts(
                                new Mount(volume, "/app/data", false),
                                new Mount(shown, "/srv/fixed", true))
                        .build();
        assertThat(host.run(spec)).contains("Read-only file system").endsWith("no\n");
        assertThat(volume.resolve("file")).hasContent("v\n");
    }

    @Test
    void makeVolumesForTheUserThatFirstSeesThem() throws Exception {
        Mount kept = new Mount(host.home.resolve("apps/shop/volumes/kept"), "/app/kept", false);
        ContainerSpec first =
                SpecBuilder.of(host.shell("echo once >/app/kept/file")).mounts(kept).build();
        ContainerSpec second =
                SpecBuilder.of(host.shell("echo twice >>/app/kept/file; cat /app/kept/file"))
                        .mounts(kept)
                        .build();
        assertThat(host.run(first)).isEmpty();
        assertThat(host.run(second)).isEqualTo("once\ntwice\n");
    }

    @Test
    void fillTheFoldersInMemoryOnlyAsFarAsTheyGo() throws Exception {
        // The limit on memory is 256 MiB.
        String script =
                "open(my $f, '>', '%s/big') or die; my $n = 0; my $x = 'x' x 1048576; while (1) { my $w = syswrite($f, $x); last unless defined $w; $n += $w } print int($n / 1048576), ' ', $!+0";
        for (String folder : List.of("/run", "/dev/shm")) {
            assertThat(host.run(host.perl(script.formatted(folder)))).isEqualTo("64 28");
        }
        assertThat(host.run(host.perl(script.formatted("/tmp")))).isEqualTo("128 28");
    }

    @Test
    void refuseAnImageWhoseAppIsALink() throws IOException {
        Files.createSymbolicLink(host.layer.resolve("app"), Path.of("/etc"));
        ContainerSpec spec = host.shell("true");
        assertThatThrownBy(() -> host.containers.start(spec))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'/app'");
        assertThat(host.files.ids()).isEmpty();
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", 1000);
        Files.setAttribute(path, "unix:gid", 1000);
    }

    private static void awaitText(Path file, String text) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!Files.exists(file) || !Files.readString(file).equals(text)) {
            if (System.nanoTime() > deadline) {
                assertThat(file).hasContent(text);
            }
            Pause.briefly();
        }
    }
}
