package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaCommandTests {

    private static final Path IMAGE = Path.of("/s/disks/shop.img");

    @Test
    void makeAFileSystemWithoutClearingAnything() {
        assertThat(new MakeFileSystemCommand(IMAGE).argv())
                .containsExactly(
                        "mkfs.ext4",
                        "-q",
                        "-F",
                        "-b",
                        "4096",
                        "-i",
                        "4096",
                        "-m",
                        "0",
                        "-J",
                        "size=4",
                        "-E",
                        "lazy_itable_init=1,lazy_journal_init=1,assume_storage_prezeroed=1,nodiscard,root_owner=0:0",
                        "/s/disks/shop.img");
    }

    @Test
    void mountWithoutDevicesAndSetUserIdPrograms() {
        assertThat(new MountDiskCommand(IMAGE, Path.of("/s/apps/shop")).argv())
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
    void readAllocatedBytesOfFilesWithSpacesInTheirPath() {
        Path other = Path.of("/s p/disks/blog.img");
        AllocatedCommand command = new AllocatedCommand(List.of(IMAGE, other));

        assertThat(command.argv())
                .containsExactly(
                        "stat",
                        "--format=%b %B %n",
                        "--",
                        "/s/disks/shop.img",
                        "/s p/disks/blog.img");
        assertThat(command.parse("8 512 /s/disks/shop.img\n0 512 /s p/disks/blog.img\n"))
                .isEqualTo(Map.of(IMAGE, 4096L, other, 0L));
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
