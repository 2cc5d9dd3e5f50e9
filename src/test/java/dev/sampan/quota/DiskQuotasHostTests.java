package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an owner's files never take more than the limit, and the rest of the host does not notice. */
class DiskQuotasHostTests {

    private static final DataSize LIMIT = DataSize.ofMebibytes(64);
    private static final int FIRST_UID = 400_000_000;

    private final CommandRunner commands = new CommandRunner();

    @TempDir Path home;

    private QuotaFiles files;
    private DiskQuotas quotas;

    @BeforeEach
    void setUp() throws IOException {
        files = new QuotaFiles(new SampanHome(home));
        quotas = quotas("auto");
        Files.setPosixFilePermissions(
                home, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void tearDown() {
        List.of("shop", "blog").forEach(quotas::remove);
        assertThat(commands.run(Command.of("losetup", "--list", "--noheadings", "-O", "BACK-FILE")))
                .doesNotContain(home.toString());
        assertThat(files.roots())
                .satisfiesAnyOf(
                        roots -> assertThat(roots).doesNotExist(),
                        roots -> assertThat(roots).isEmptyDirectory());
    }

    @Test
    void refuseBytesBeyondTheLimitToAWriterOfTheBlock() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        long hostFree = Files.getFileStore(home).getUsableSpace();

        CommandFailedException failure = fill(root, FIRST_UID, 200);

        assertThat(failure.errorOutput()).contains("No space left on device");
        assertThat(Files.size(file(root))).isBetween(LIMIT.bytes() - (1L << 20), LIMIT.bytes());
        assertThat(quotas.usage("shop").used()).isLessThanOrEqualTo(LIMIT);
        assertThat(hostFree - Files.getFileStore(home).getUsableSpace())
                .isLessThan(LIMIT.bytes() + (64L << 20));
    }

    @Test
    void allowMoreWhenRaisedWhileAFileIsOpen() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        try (var held = Files.newOutputStream(root.resolve("held"))) {
            held.write(1);
            fill(root, FIRST_UID, 200);

            quotas.resize("shop", DataSize.ofMebibytes(256));
            commands.run(write(root, FIRST_UID, 200));

            assertThat(Files.size(file(root))).isEqualTo(200L << 20);
            assertThat(quotas.usage("shop").limit()).contains(DataSize.ofMebibytes(256));
        }
    }

    @Test
    void holdToALowerLimitAtOnce() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);

        quotas.resize("shop", DataSize.ofMebibytes(20));
        fill(root, FIRST_UID, 200);

        assertThat(Files.size(file(root))).isBetween(19L << 20, 20L << 20);
    }

    @Test
    void refuseALimitBelowTheUse() {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        commands.run(write(root, FIRST_UID, 40));

        assertThatExceptionOfType(DiskQuotaExceededException.class)
                .isThrownBy(() -> quotas.resize("shop", DataSize.ofMebibytes(32)))
                .withMessageMatching("'shop' uses 40(\\.\\d)? MiB .* limit of 32 MiB .*");
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
    }

    @Test
    void startFromZeroWhenAnotherOwnerGetsTheBlock() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        fill(root, FIRST_UID, 200);
        quotas.remove("shop");
        assertThat(files.hasTraceOf("shop")).isFalse();

        Path next = quotas.ensure("blog", lease("blog", FIRST_UID), LIMIT);

        assertThat(quotas.usage("blog").used()).isLessThan(DataSize.ofMebibytes(1));
        commands.run(write(next, FIRST_UID, 60));
        assertThat(Files.size(file(next))).isEqualTo(60L << 20);
    }

    @Test
    void keepLimitAndFilesWhenMountedAgain() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        Files.writeString(root.resolve("cache/kept"), "kept");
        commands.run(Command.of("umount", root.toString()));

        quotas.ensure("shop", lease("shop", FIRST_UID), DataSize.ofGibibytes(1));

        assertThat(root.resolve("cache/kept")).hasContent("kept");
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
        fill(root, FIRST_UID, 200);
        assertThat(Files.size(file(root))).isLessThanOrEqualTo(LIMIT.bytes());
    }

    @Test
    void finishWhatACrashLeftWhenMadeAgain() throws IOException {
        Files.createDirectories(files.disks());
        Files.writeString(files.unfinishedDisk("shop"), "half a disk");
        Files.writeString(files.limit("shop"), "17");

        quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);

        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
    }

    @Test
    void mountWithoutDevicesAndSetUserIdPrograms() {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);

        assertThat(
                        commands.run(
                                Command.of(
                                        "findmnt",
                                        "--noheadings",
                                        "--output",
                                        "OPTIONS",
                                        root.toString())))
                .contains("nosuid", "nodev");
    }

    @Test
    void giveFoldersToTheBlockAndKeepTheHostsOwn() throws IOException {
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);

        assertThat(Files.getAttribute(root.resolve("volumes"), "unix:uid")).isEqualTo(FIRST_UID);
        assertThat(Files.getAttribute(root.resolve("logs"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void refuseWhenTheHostsDiskIsTooSmall() {
        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(
                        () ->
                                quotas.ensure(
                                        "shop", lease("shop", FIRST_UID), DataSize.parse("200t")))
                .withMessageContaining("'shop' needs");
        assertThat(files.hasTraceOf("shop")).isFalse();
    }

    @Test
    void removeAPlainFolderWhenThereIsNoQuota() throws IOException {
        quotas = quotas("none");
        Path root = quotas.ensure("shop", lease("shop", FIRST_UID), LIMIT);
        Files.createSymbolicLink(root.resolve("cache/link"), Path.of("/etc/passwd"));

        assertThat(quotas.enforced()).isFalse();
        assertThat(quotas.usage("shop").limit()).isEmpty();
        quotas.remove("shop");

        assertThat(root).doesNotExist();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    private DiskQuotas quotas(String driver) {
        QuotaProperties properties = new QuotaProperties(driver, DataSize.ofGibibytes(1), 2);
        DiskLimits limits = new DiskLimits(files);
        HostSpace space = new HostSpace(commands, files, limits, properties);
        return new DiskQuotas(
                files,
                properties,
                List.of(
                        new LoopQuotaDriver(commands, new Mounts(), files, limits, space),
                        new PlainFolderDriver(commands, files)));
    }

    private static UidLease lease(String owner, int firstUid) {
        return new UidLease(owner, firstUid);
    }

    private CommandFailedException fill(Path root, int uid, int mebibytes) {
        try {
            commands.run(write(root, uid, mebibytes));
        } catch (CommandFailedException e) {
            return e;
        }
        throw new AssertionError("Wrote %d MiB into '%s'".formatted(mebibytes, root));
    }

    private static Command<String> write(Path root, int uid, int mebibytes) {
        return Command.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "dd",
                "if=/dev/zero",
                "of=" + file(root),
                "bs=1M",
                "count=" + mebibytes);
    }

    private static Path file(Path root) {
        return root.resolve("volumes/file");
    }
}
