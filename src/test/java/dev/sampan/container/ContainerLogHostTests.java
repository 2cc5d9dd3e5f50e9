package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.Inodes;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: however much a program says, its log fills nothing, and a full disk does not stop the program. */
@Timeout(120)
class ContainerLogHostTests {

    private static final long LARGEST = 17L << 20;

    /** 200 MiB in lines of 1 KiB, and then something else. */
    private static final String FLOOD =
            "my $l = ('x' x 1023) . qq(\\n); for (1 .. 204800) { print $l } print qq(end\\n); exit 7";

    private TestHost host;

    @BeforeEach
    void open() {
        host = new TestHost();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void keepTheEndOfAFloodOnly() throws Exception {
        ContainerSpec spec = host.perl(FLOOD);

        ContainerExit exit = runInBackground(spec);

        assertThat(exit.exitCode()).isEqualTo(7);
        assertThat(host.log(spec)).endsWith("stdout F end\n");
        assertThat(sizeOf(host.home.resolve("apps/shop/logs"))).isLessThan(LARGEST);
    }

    @Test
    void giveTheLogToTheAppsUser() throws Exception {
        ContainerSpec spec = host.shell("echo hello");

        runInBackground(spec);

        Path log = spec.log().orElseThrow();
        assertThat(Files.getAttribute(log, "unix:uid")).isEqualTo(TestHost.FIRST_UID + 1000);
        assertThat(Files.getAttribute(log, "unix:mode")).isEqualTo(0100600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "btrfs"})
    void carryOnWhenTheDiskIsFull(String driver) throws Exception {
        if (driver.equals("btrfs")) {
            mountBtrfs();
        }
        try (LoopStorage storage = new LoopStorage(host, driver)) {
            host.use(storage.owners());
            host.containers.storage(TestHost.OWNER, DataSize.ofMebibytes(64));
            ContainerSpec spec = host.perl("sleep 5;" + FLOOD);
            CompletableFuture<ContainerExit> ended = start(spec);
            fill(host.home.resolve("apps/shop/volumes"));

            ContainerExit exit = ended.get(90, TimeUnit.SECONDS);

            assertThat(exit.exitCode()).isEqualTo(7);
            StorageUsage usage = host.containers.storageUsage(TestHost.OWNER);
            assertThat(usage.used().bytes()).isLessThanOrEqualTo((64L << 20) + 4096);
            host.containers.destroyStorage(TestHost.OWNER);
        } finally {
            host.use(new FolderStorage(host.home, TestHost.FIRST_UID));
            if (driver.equals("btrfs")) {
                host.mounts.unmount(host.home.resolve("apps"));
            }
        }
    }

    private void mountBtrfs() throws IOException {
        Path image = host.home.resolve("btrfs.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        host.commands.run(Command.of("mkfs.btrfs", "--quiet", image.toString()));
        Path apps = ContainerFiles.passable(host.home.resolve("apps"));
        host.commands.run(Command.of("mount", "-o", "loop", image.toString(), apps.toString()));
    }

    /** Writes as the app's user until the disk takes no more. */
    private void fill(Path volumes) throws IOException {
        Path own = Files.createDirectory(volumes.resolve("own"));
        int uid = TestHost.FIRST_UID + 1000;
        Inodes.setOwner(own, uid, uid);
        for (String block : List.of("1M", "4k")) {
            try {
                host.commands.run(
                        Command.of(
                                "env",
                                "--chdir=" + own,
                                "setpriv",
                                "--reuid=" + uid,
                                "--regid=" + uid,
                                "--clear-groups",
                                "dd",
                                "if=/dev/zero",
                                "of=fill" + block,
                                "bs=" + block,
                                "count=20000",
                                "conv=fsync",
                                "status=none"));
                throw new AssertionError("The disk took all of it");
            } catch (CommandFailedException e) {
                assertThat(e.errorOutput()).containsAnyOf("No space left", "quota exceeded");
            }
        }
    }

    private ContainerExit runInBackground(ContainerSpec spec) throws Exception {
        return start(spec).get(90, TimeUnit.SECONDS);
    }

    private CompletableFuture<ContainerExit> start(ContainerSpec spec) {
        CompletableFuture<ContainerExit> ended = new CompletableFuture<>();
        host.containers.onExit(
                (container, exit) -> {
                    if (container.id().equals(spec.id())) {
                        ended.complete(exit);
                    }
                });
        host.containers.start(spec);
        return ended;
    }

    private static long sizeOf(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(Inodes::allocated).sum();
        }
    }
}
