package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: a host whose disk is full to the last block does no harm to the disks that lie on it. */
class FullHostHostTests {

    private static final CommandRunner COMMANDS = new CommandRunner();
    private static final UidLease SHOP = QuotasFixture.lease("shop", 0);
    private static final DataSize LIMIT = DataSize.ofMebibytes(128);

    @TempDir Path folder;

    private Path home;
    private DiskQuotas quotas;

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
        quotas = QuotasFixture.of(home, "loop", true);
    }

    @AfterEach
    void removeHostDisk() {
        quotas.remove("shop");
        COMMANDS.run(Command.of("umount", home.toString()));
    }

    @Test
    void haveAllThatIsPromised() throws IOException {
        AppUser shop = user();
        shop.write("before", 16 * 1024);
        fillHost();

        shop.write("after", 64 * 1024);
        shop.run("sync", "after");
        shop.run("rm", "before");
        shop.write("again", 32 * 1024);
        shop.run("sync", "again");
        long rest = shop.fill("rest", 2 * LIMIT.bytes());

        assertThat(rest + (96L << 20)).isBetween(LIMIT.bytes() * 99 / 100, LIMIT.bytes());
        assertThat(Files.getFileStore(home).getUsableSpace()).isLessThan(1L << 20);
        assertWhole();
        shop = user();
        assertThat(shop.folder().resolve("after")).hasSize(64L << 20);
        assertThat(Files.readAllBytes(shop.folder().resolve("again"))).containsOnly(0);
    }

    @Test
    void becomeSmallerWhileNotMountedAndKeepWhatIsStored() throws IOException {
        AppUser shop = user();
        shop.write("kept", 16 * 1024);
        Path image = new QuotaFiles(new SampanHome(home)).disk("shop");
        long large = Files.size(image);

        quotas.resize("shop", DataSize.ofMebibytes(48));

        assertThat(Files.size(image)).isEqualTo(large);
        assertThat(shop.fill("more", LIMIT.bytes())).isBetween(31L << 20, 32L << 20);
        shop.run("rm", "more");
        assertWhole();
        shop = user();
        assertThat(Files.size(image)).isLessThan(large - (80L << 20));
        assertThat(shop.folder().resolve("kept")).hasSize(16L << 20);
        assertThat(shop.fill("more", LIMIT.bytes())).isBetween(31L << 20, 32L << 20);
    }

    @Test
    void takeTheSpaceOfADiskThatWasSparse() throws IOException {
        AppUser shop = sparse();
        shop.write("kept", 16 * 1024);
        unmount();

        shop = user();
        fillHost();

        assertThat(shop.folder().resolve("kept")).hasSize(16L << 20);
        shop.write("after", 64 * 1024);
        shop.run("sync", "after");
        assertWhole();
    }

    @Test
    void useASparseDiskAsItIsWhenTheHostHasNoRoomForMore() throws IOException {
        AppUser shop = sparse();
        shop.write("kept", 16 * 1024);
        unmount();
        long room = Files.getFileStore(home).getUsableSpace() - (80L << 20);
        COMMANDS.run(
                Command.of(
                        "fallocate",
                        "--length",
                        Long.toString(room),
                        home.resolve("other").toString()));

        shop = user();

        assertThat(Files.getFileStore(home).getUsableSpace()).isGreaterThan(64L << 20);
        assertThat(shop.folder().resolve("kept")).hasSize(16L << 20);
        shop.write("after", 1024);
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
        assertWhole();
    }

    /** As whoever trims all file systems of the host would do it. */
    @Test
    void keepWhatIsReservedWhenTheDiskIsTrimmed() throws IOException {
        AppUser shop = user();
        shop.write("gone", 64 * 1024);
        shop.run("sync", "gone");
        shop.run("rm", "gone");

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(
                        () ->
                                COMMANDS.run(
                                        Command.of(
                                                "fstrim", home.resolve("apps/shop").toString())));

        fillHost();
        shop.write("after", 96 * 1024);
        shop.run("sync", "after");
        assertWhole();
    }

    @Test
    void sayWhatIsMissingWhenTheDiskFitsOnlyWithoutItsOwnTables() {
        long free = freeBeyondReserve();

        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(() -> quotas.ensure("shop", SHOP, DataSize.ofBytes(free - (8 << 20))))
                .withMessageContaining("all at once, but only")
                .withMessageContaining("set sampan.quota.reserve to false");
        assertThat(freeBeyondReserve()).isGreaterThan(free - (4 << 20));
    }

    @Test
    void refuseToPromiseWhatTheHostDoesNotHave() {
        quotas.ensure("shop", SHOP, LIMIT);

        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(
                        () ->
                                quotas.ensure(
                                        "blog",
                                        QuotasFixture.lease("blog", 1),
                                        DataSize.ofMebibytes(400)));
        assertThat(home.resolve("disks")).isDirectoryNotContaining("glob:**.new");
    }

    private long freeBeyondReserve() {
        return home.toFile().getUsableSpace() - (64L << 20);
    }

    /** An owner's disk as it was made where space was not reserved. */
    private AppUser sparse() throws IOException {
        DiskQuotas sparse = QuotasFixture.of(home, "loop", false);
        return AppUser.in(sparse.ensure("shop", SHOP, LIMIT).resolve("volumes"), SHOP);
    }

    private void unmount() {
        COMMANDS.run(Command.of("umount", home.resolve("apps/shop").toString()));
    }

    private AppUser user() throws IOException {
        return AppUser.in(quotas.ensure("shop", SHOP, LIMIT).resolve("volumes"), SHOP);
    }

    private void fillHost() {
        try {
            COMMANDS.run(Command.of("dd", "if=/dev/zero", "of=" + home.resolve("other"), "bs=64k"));
        } catch (CommandFailedException e) {
            assertThat(e.errorOutput()).contains("No space left on device");
        }
    }

    /** Unmounts the owner's disk and has it checked. */
    private void assertWhole() {
        unmount();
        Path image = new QuotaFiles(new SampanHome(home)).disk("shop");
        COMMANDS.run(Command.of("e2fsck", "-f", "-n", image.toString()));
    }
}
