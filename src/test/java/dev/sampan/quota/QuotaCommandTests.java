package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuotaCommandTests {

    private static final Path IMAGE = Path.of("/s/disks/shop.img");

    @Test
    void makeAFileSystemWithoutClearingAnything() {
        assertThat(new MakeFileSystemCommand(IMAGE, 20_000, false).argv())
                .containsExactly(
                        "mkfs.ext4",
                        "-q",
                        "-F",
                        "-b",
                        "4096",
                        "-N",
                        "20000",
                        "-m",
                        "0",
                        "-J",
                        "size=4",
                        "-E",
                        "lazy_itable_init=1,lazy_journal_init=1,assume_storage_prezeroed=1,nodiscard,root_owner=0:0",
                        "/s/disks/shop.img");
    }

    @Test
    void makeAFileSystemThatCountsFilesForAProject() {
        assertThat(new MakeFileSystemCommand(IMAGE, 20_000, true).argv())
                .containsExactly(
                        "mkfs.ext4",
                        "-q",
                        "-F",
                        "-b",
                        "4096",
                        "-N",
                        "20000",
                        "-m",
                        "0",
                        "-J",
                        "size=4",
                        "-O",
                        "quota,project",
                        "-E",
                        "lazy_itable_init=1,lazy_journal_init=1,assume_storage_prezeroed=1,nodiscard,root_owner=0:0,quotatype=prjquota",
                        "/s/disks/shop.img");
        assertThat(new MountDiskCommand(IMAGE, Path.of("/s/apps/shop"), true, true).argv())
                .contains("loop,nosuid,nodev,noatime,discard,prjquota");
    }

    @Test
    void callBtrfs() {
        Path subvolume = Path.of("/s/apps/shop");

        assertThat(BtrfsCommand.enableQuota(Path.of("/s/apps")).argv())
                .containsExactly("btrfs", "quota", "enable", "/s/apps");
        assertThat(BtrfsCommand.create(subvolume).argv())
                .containsExactly("btrfs", "subvolume", "create", "/s/apps/shop");
        assertThat(BtrfsCommand.limit(subvolume, DataSize.ofMebibytes(1)).argv())
                .containsExactly("btrfs", "qgroup", "limit", "1048576", "/s/apps/shop");
        assertThat(BtrfsCommand.delete(subvolume).argv())
                .containsExactly("btrfs", "subvolume", "delete", "--commit-after", "/s/apps/shop");
        assertThat(BtrfsCommand.sync(subvolume).argv())
                .containsExactly("btrfs", "filesystem", "sync", "/s/apps/shop");
        assertThat(BtrfsCommand.removeGroup(Path.of("/s/apps"), 260).argv())
                .containsExactly("btrfs", "qgroup", "destroy", "0/260", "/s/apps");
    }

    @Test
    void writeTooMuchAsAUserWithoutRights() {
        assertThat(new OverfillCommand(Path.of("/s/apps/shop"), 7, 4L << 20).argv())
                .containsExactly(
                        "env",
                        "--chdir=/s/apps/shop",
                        "setpriv",
                        "--reuid=7",
                        "--regid=7",
                        "--clear-groups",
                        "--no-new-privs",
                        "dd",
                        "if=/dev/zero",
                        "of=overfill",
                        "bs=1048576",
                        "count=4",
                        "conv=fsync",
                        "status=none");
    }

    @Test
    void mountWithoutDevicesAndSetUserIdPrograms() {
        assertThat(new MountDiskCommand(IMAGE, Path.of("/s/apps/shop"), false, true).argv())
                .containsExactly(
                        "mount",
                        "-t",
                        "ext4",
                        "-o",
                        "loop,nosuid,nodev,noatime,discard",
                        "/s/disks/shop.img",
                        "/s/apps/shop");
    }

    @Test
    void keepTheSpaceOfDeletedFilesWhenItIsReserved() {
        assertThat(new MountDiskCommand(IMAGE, Path.of("/s/apps/shop"), true, false).argv())
                .contains("loop,nosuid,nodev,noatime,prjquota");
        assertThat(new ReserveSpaceCommand(IMAGE, 1 << 20).argv())
                .containsExactly("fallocate", "--length", "1048576", "/s/disks/shop.img");
    }

    @Test
    void checkADiskBeforeItsSizeChanges() {
        assertThat(new CheckDiskCommand(IMAGE, true).argv())
                .containsExactly("e2fsck", "-p", "-f", "/s/disks/shop.img");
        assertThat(new CheckDiskCommand(IMAGE, false).argv())
                .containsExactly("e2fsck", "-p", "/s/disks/shop.img");
        assertThat(new ResizeDiskCommand(IMAGE.toString(), 4096).argv())
                .containsExactly("resize2fs", "/s/disks/shop.img", "4096");
    }

    @Test
    void readLoopDevices() {
        LoopDeviceCommand command = new LoopDeviceCommand(IMAGE);

        assertThat(command.argv())
                .containsExactly(
                        "losetup",
                        "--associated",
                        "/s/disks/shop.img",
                        "--noheadings",
                        "--output",
                        "NAME");
        assertThat(command.parse("/dev/loop0\n/dev/loop12\n"))
                .containsExactly("/dev/loop0", "/dev/loop12");
        assertThat(command.parse("")).isEmpty();
    }

    @Test
    void readTheSizeOfAFolder() {
        FolderSizeCommand command = new FolderSizeCommand(Path.of("/s/apps/shop"));

        assertThat(command.argv())
                .containsExactly(
                        "du",
                        "--summarize",
                        "--one-file-system",
                        "--block-size=1",
                        "--",
                        "/s/apps/shop");
        assertThat(command.parse("40960\t/s/apps/shop\n")).isEqualTo(DataSize.ofBytes(40960));
    }
}
