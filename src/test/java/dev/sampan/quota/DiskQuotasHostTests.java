package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
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

/** What holds for the folders of owners beside their limits, and for the disk images that this machine has them on. */
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
        quotas = QuotasFixture.of(home, "auto");
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
    void keepLimitAndFilesWhenMountedAgain() throws IOException {
        Path root = quotas.ensure("shop", lease("shop"), LIMIT);
        Files.writeString(root.resolve("cache/kept"), "kept");
        commands.run(Command.of("umount", root.toString()));

        quotas.ensure("shop", lease("shop"), DataSize.ofGibibytes(1));

        assertThat(root.resolve("cache/kept")).hasContent("kept");
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
        assertThat(
                        AppUser.in(root.resolve("volumes"), lease("shop"))
                                .fill("big", 2 * LIMIT.bytes()))
                .isLessThanOrEqualTo(LIMIT.bytes());
    }

    @Test
    void finishWhatACrashLeftWhenMadeAgain() throws IOException {
        Files.createDirectories(files.disks());
        Files.writeString(files.unfinishedDisk("shop"), "half a disk");
        Files.writeString(files.record("shop"), "17");

        quotas.ensure("shop", lease("shop"), LIMIT);

        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
    }

    @Test
    void readARecordThatHoldsNothingButTheBytes() throws IOException {
        quotas.ensure("shop", lease("shop"), LIMIT);
        Files.writeString(files.record("shop"), LIMIT.bytes() + "\n");

        quotas = QuotasFixture.of(home, "auto");
        quotas.resize("shop", DataSize.ofMebibytes(80));

        assertThat(quotas.usage("shop").limit()).contains(DataSize.ofMebibytes(80));
    }

    @Test
    void keepAnOwnersDriverWhenTheSettingsChange() throws IOException {
        quotas.ensure("shop", lease("shop"), LIMIT);

        quotas = QuotasFixture.of(home, "none");

        assertThat(quotas.driver()).isEqualTo("none");
        assertThat(quotas.usage("shop").limit()).contains(LIMIT);
    }

    @Test
    void tryTheDriversInTheirOrderAndSayWhyNot() throws IOException {
        assertThat(quotas.decision().driver()).isEqualTo("loop");
        assertThat(quotas.decision().rejected())
                .anySatisfy(why -> assertThat(why).startsWith("btrfs: '").endsWith("not on btrfs"));

        Files.writeString(files.choice(), "loop\nremembered: yes\n");

        assertThat(QuotasFixture.of(home, "auto").decision().rejected())
                .containsExactly("remembered: yes");
    }

    @Test
    void refuseADriverThatDoesNotWorkHere() {
        assertThatExceptionOfType(DiskQuotaException.class)
                .isThrownBy(() -> QuotasFixture.of(home, "btrfs").driver())
                .withMessageContaining("is not on btrfs");
        assertThatExceptionOfType(DiskQuotaException.class)
                .isThrownBy(() -> QuotasFixture.of(home, "nfs").driver())
                .withMessageContaining("sampan.quota.driver is 'nfs'. Choose auto, ");
    }

    @Test
    void mountWithoutDevicesAndSetUserIdPrograms() {
        Path root = quotas.ensure("shop", lease("shop"), LIMIT);

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
        Path root = quotas.ensure("shop", lease("shop"), LIMIT);

        assertThat(Files.getAttribute(root.resolve("volumes"), "unix:uid")).isEqualTo(FIRST_UID);
        assertThat(Files.getAttribute(root.resolve("logs"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void refuseWhenTheHostsDiskIsTooSmall() {
        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(() -> quotas.ensure("shop", lease("shop"), DataSize.parse("200t")))
                .withMessageContaining("'shop' needs");
        assertThat(files.hasTraceOf("shop")).isFalse();
    }

    @Test
    void removeAPlainFolderWhenThereIsNoQuota() throws IOException {
        quotas = QuotasFixture.of(home, "none");
        Path root = quotas.ensure("shop", lease("shop"), LIMIT);
        Files.createSymbolicLink(root.resolve("cache/link"), Path.of("/etc/passwd"));

        assertThat(quotas.enforced()).isFalse();
        assertThat(quotas.usage("shop").limit()).isEmpty();
        quotas.remove("shop");

        assertThat(root).doesNotExist();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    private static UidLease lease(String owner) {
        return new UidLease(owner, FIRST_UID);
    }
}
