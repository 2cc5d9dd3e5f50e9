package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of disk quotas on btrfs, which this test makes in a file. */
class BtrfsQuotaHostTests extends DiskQuotaContract {

    private static final CommandRunner COMMANDS = new CommandRunner();
    private static final long SIZE = 2L << 30;

    @TempDir static Path folder;

    private static Path mount;

    @BeforeAll
    static void makeBtrfs() throws IOException {
        Path image = folder.resolve("btrfs.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        COMMANDS.run(Command.of("mkfs.btrfs", "--quiet", image.toString()));
        mount = Files.createDirectory(folder.resolve("home"));
        COMMANDS.run(Command.of("mount", "-o", "loop", image.toString(), mount.toString()));
    }

    @AfterAll
    static void unmount() {
        COMMANDS.run(Command.of("umount", mount.toString()));
    }

    @Override
    String driver() {
        return "btrfs";
    }

    @Override
    Path home() {
        return mount;
    }

    @Override
    DiskLimit limit(DataSize bytes, long files) {
        return DiskLimit.of(bytes);
    }

    /** Files without end are stopped by the bytes that they take of the tree. */
    @Test
    @Override
    void stopAWriterAtTheLimitOfFiles() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        AppUser blog = user(BLOG, "volumes");
        quotas().resize("shop", DataSize.ofMebibytes(16));

        long made = shop.fillWithFiles(200_000);

        assertThat(made).isBetween(16_384L, 100_000L);
        assertThat(quotas().usage("shop").inodes()).isEmpty();
        blog.write("small", 4);
    }

    @Test
    void removeSubvolumesThatAnAppMadeItself() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.run("btrfs", "subvolume", "create", "nested");
        shop.run("btrfs", "subvolume", "create", "nested/deeper");

        quotas().remove("shop");

        assertThat(mount.resolve("apps/shop")).doesNotExist();
    }

    @Test
    @Override
    void changeTheLimitOfFilesAtOnce() throws IOException {
        user(SHOP, "volumes");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> quotas().resize("shop", new DiskLimit(BYTES, 1_200)))
                .withMessageContaining("'btrfs'");
    }

    @Test
    @Override
    void refuseALimitOfFilesBelowTheUseWithBothFigures() throws IOException {
        user(SHOP, "volumes");

        assertThat(quotas().usage("shop").inodeLimit()).isEmpty();
    }
}
