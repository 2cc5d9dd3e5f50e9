package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: when others fill the host's disk, apps with sparse disks get an error, and their disks stay whole. */
class HostSpaceGuardHostTests {

    private static final CommandRunner COMMANDS = new CommandRunner();
    private static final UidLease SHOP = QuotasFixture.lease("shop", 0);
    private static final DataSize LIMIT = DataSize.ofMebibytes(128);

    @TempDir Path folder;

    private Path home;
    private DiskQuotas quotas;
    private HostSpaceGuard guard;

    /** A small disk stands for the host's. */
    @BeforeEach
    void makeHostDisk() throws IOException {
        Path image = folder.resolve("host.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(512L << 20);
        }
        COMMANDS.run(Command.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()));
        home = Files.createDirectory(folder.resolve("home"));
        COMMANDS.run(Command.of("mount", "-o", "loop", image.toString(), home.toString()));
        quotas = QuotasFixture.of(home, "loop", false);
        guard = QuotasFixture.guard(home, quotas);
    }

    @AfterEach
    void removeHostDisk() {
        quotas.remove("shop");
        COMMANDS.run(Command.of("umount", home.toString()));
    }

    @Test
    void stopAppsBeforeTheHostsDiskIsFull() throws IOException {
        Path root = quotas.ensure("shop", SHOP, LIMIT);
        AppUser shop = AppUser.in(root.resolve("volumes"), SHOP);
        shop.write("kept", 8 * 1024);
        guard.look();
        shop.write("before", 8 * 1024);

        fillHost(DataSize.ofMebibytes(40));
        guard.look();

        assertThat(shop.fill("more", 64L << 20)).isLessThan(2L << 20);
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
        assertThat(shop.folder().resolve("kept")).hasSize(8L << 20);

        Files.delete(home.resolve("other"));
        guard.look();

        shop.write("after", 32 * 1024);
        shop.run("sync", "after");
        assertThat(shop.folder().resolve("after")).hasSize(32L << 20);
    }

    @Test
    void letAppsGrowAgainThatAnEarlierControlPlaneStopped() throws IOException {
        Path root = quotas.ensure("shop", SHOP, LIMIT);
        AppUser shop = AppUser.in(root.resolve("volumes"), SHOP);
        quotas.allowGrowth(false);
        assertThat(shop.fill("more", 64L << 20)).isLessThan(2L << 20);

        QuotasFixture.guard(home, quotas).look();

        shop.write("after", 32 * 1024);
    }

    private void fillHost(DataSize left) throws IOException {
        long bytes = Files.getFileStore(home).getUsableSpace() - left.bytes();
        COMMANDS.run(
                Command.of(
                        "fallocate",
                        "--length",
                        Long.toString(bytes),
                        home.resolve("other").toString()));
    }
}
