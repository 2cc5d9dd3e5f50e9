package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.Inodes;
import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespace;
import dev.sampan.host.UserNamespaces;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: all containers share the files of a layer, each sees them as its own, and none changes them. */
class RootFilesystemsHostTests {

    private static final int FIRST = 400_000_000;
    private static final int SECOND = FIRST + 65_536;
    private static final byte[] LARGE = new byte[4 << 20];

    private final CommandRunner commands = new CommandRunner();
    private final Mounts mounts = new Mounts();

    @TempDir Path home;

    private FileImageStore store;
    private UserNamespaces namespaces;
    private RootFilesystems roots;

    @BeforeEach
    void setUp() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        ImageFiles files = new ImageFiles(new SampanHome(home));
        store =
                new FileImageStore(
                        files,
                        new ImageProperties(Duration.ofHours(1), DataSize.ofGibibytes(1), 10_000));
        namespaces = new UserNamespaces(new SampanHome(home), mounts);
        roots = new RootFilesystems(store, mounts, files);
    }

    @AfterEach
    void tearDown() {
        namespaces.release(FIRST);
        namespaces.release(SECOND);
        assertThat(mounts.list()).noneMatch(mount -> mount.target().startsWith(home));
    }

    @Test
    void removeWhatWasLeftHalfDone() throws IOException {
        ImageFiles files = new ImageFiles(new SampanHome(home));
        Path lower = Files.createDirectories(files.lowers().resolve("cut-off/0"));
        mounts.bind(Files.createDirectory(home.resolve("some")), lower, true);
        RootFilesystems _ = new RootFilesystems(store, mounts, files);
        assertThat(mounts.list()).noneMatch(mount -> mount.target().equals(lower));
        assertThat(files.lowers()).doesNotExist();
    }

    @Test
    void showFilesUnderTheBlockOfEachContainer() throws IOException {
        Image image = image();
        try (RootFilesystem one = mount(image, FIRST, "one");
                RootFilesystem two = mount(image, SECOND, "two")) {
            assertThat(uid(one.path().resolve("etc/motd"))).isEqualTo(FIRST);
            assertThat(uid(one.path().resolve("app/run"))).isEqualTo(FIRST + 1000);
            assertThat(uid(two.path().resolve("app/run"))).isEqualTo(SECOND + 1000);
            assertThat(inside(FIRST, "stat", "--format=%u:%g", one.path().resolve("app/run")))
                    .isEqualTo("1000:1000");
            assertThat(inside(SECOND, "stat", "--format=%u", two.path().resolve("etc/motd")))
                    .isEqualTo("0");
        }
    }

    @Test
    void keepWritesOfOneContainerFromTheOther() throws IOException {
        Image image = image();
        try (RootFilesystem one = mount(image, FIRST, "one");
                RootFilesystem two = mount(image, SECOND, "two")) {
            inside(FIRST, "rm", one.path().resolve("etc/motd"));
            inside(FIRST, "cp", one.path().resolve("large"), one.path().resolve("etc/copy"));

            assertThat(one.path().resolve("etc/motd")).doesNotExist();
            assertThat(two.path().resolve("etc/motd")).hasContent("hello");
            assertThat(two.path().resolve("etc/copy")).doesNotExist();
            assertThat(uid(home.resolve("one/upper/etc/copy"))).isEqualTo(FIRST);
        }
    }

    @Test
    void leaveOneMountForEachContainer() throws IOException {
        Image image = image();
        int before = mountsBelowHome();
        try (RootFilesystem one = mount(image, FIRST, "one")) {
            assertThat(one.path().resolve("app/run")).exists();
            assertThat(mountsBelowHome() - before).isEqualTo(2);
            assertThat(home.resolve("run/lowers")).isEmptyDirectory();
        }
        assertThat(mountsBelowHome() - before).isEqualTo(1);
    }

    @Test
    void keepTheBaseOnDiskOnceWhenManyUseIt() throws IOException {
        Image base = base();
        long before = diskUse();
        for (int i = 0; i < 3; i++) {
            Image app = store.addLayer(base.digest(), app("app " + i), ImageConfig.EMPTY);
            try (RootFilesystem root = mount(app, FIRST, "c" + i)) {
                assertThat(root.path().resolve("large")).hasSize(LARGE.length);
            }
        }
        assertThat(diskUse() - before).isLessThan(1 << 20);
    }

    @Test
    void takeWhatAContainerInstalledAsALayer() throws IOException {
        Image base = base();
        try (RootFilesystem one = mount(base, FIRST, "one")) {
            inside(FIRST, "rm", "-r", one.path().resolve("etc"));
            inside(FIRST, "mkdir", one.path().resolve("etc"));
            inside(FIRST, "touch", one.path().resolve("etc/new"));
            inside(FIRST, "rm", one.path().resolve("large"));
        }
        LayerSource upper = new LayerSource(home.resolve("one/upper"), "/", FIRST, true);
        Image installed = store.addLayer(base.digest(), upper, ImageConfig.EMPTY);

        try (RootFilesystem two = mount(installed, SECOND, "two")) {
            assertThat(two.path().resolve("etc/new")).exists();
            assertThat(two.path().resolve("etc/motd")).doesNotExist();
            assertThat(two.path().resolve("large")).doesNotExist();
            assertThat(uid(two.path().resolve("etc/new"))).isEqualTo(SECOND);
        }
    }

    @Test
    void refuseAnImageWhoseDeviceFolderIsALink() throws IOException {
        Path tar = new TarBuilder().symbolicLink("dev", "/etc").write(home.resolve("hostile.tar"));
        Image image = store.importRootTar(tar, ImageConfig.EMPTY);

        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> mount(image, FIRST, "one"))
                .withMessageContaining("'/dev' is not a folder");
    }

    @Test
    void leaveNothingWhenMountingFails() throws IOException {
        Image image = image();
        UserNamespace namespace = namespaces.forBlock(FIRST);
        Path missing = home.resolve("missing");

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> roots.mount(image, namespace, missing, missing, missing));
        assertThat(home.resolve("run/lowers")).isEmptyDirectory();
        assertThat(mountsBelowHome()).isEqualTo(1);
    }

    private Image base() throws IOException {
        Path tar =
                new TarBuilder()
                        .folder("./", e -> e.setMode(0755))
                        .file("etc/motd", "hello")
                        .entry("large", (byte) '0', LARGE, e -> e.setMode(0644))
                        .write(home.resolve("base.tar"));
        Image image = store.importRootTar(tar, ImageConfig.EMPTY);
        Files.delete(tar);
        return image;
    }

    private Image image() throws IOException {
        return store.addLayer(base().digest(), app("run"), ImageConfig.EMPTY);
    }

    private LayerSource app(String content) throws IOException {
        Path app = home.resolve("app");
        FolderTrees.delete(app);
        Files.createDirectory(app);
        Files.writeString(app.resolve("run"), content);
        Inodes.setOwner(app, FIRST + 1000, FIRST + 1000);
        Inodes.setOwner(app.resolve("run"), FIRST + 1000, FIRST + 1000);
        return new LayerSource(app, "/app", FIRST, false);
    }

    private RootFilesystem mount(Image image, int firstUid, String name) throws IOException {
        Path container = Files.createDirectory(home.resolve(name));
        Path upper = Files.createDirectory(container.resolve("upper"));
        Inodes.setOwner(upper, firstUid, firstUid);
        return roots.mount(
                image,
                namespaces.forBlock(firstUid),
                upper,
                Files.createDirectory(container.resolve("work")),
                Files.createDirectory(container.resolve("root")));
    }

    private String inside(int firstUid, Object... argv) {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                "nsenter",
                                "--user=" + namespaces.forBlock(firstUid).path(),
                                "--setuid=0",
                                "--setgid=0"));
        for (Object argument : argv) {
            command.add(argument.toString());
        }
        return commands.run(Command.of(command)).strip();
    }

    private int mountsBelowHome() {
        return (int)
                mounts.list().stream().filter(mount -> mount.target().startsWith(home)).count();
    }

    private long diskUse() {
        String[] fields =
                commands.run(Command.of("du", "-s", "--block-size=1", home.toString()))
                        .split("\\s", 2);
        return Long.parseLong(fields[0]);
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }
}
