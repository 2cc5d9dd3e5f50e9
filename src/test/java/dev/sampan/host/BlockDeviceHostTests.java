package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the kernel counts what goes through a loop device. */
@Timeout(60)
class BlockDeviceHostTests {

    private final CommandRunner commands = new CommandRunner();
    @TempDir Path folder;
    private String loop = "";
    private Path mounted;

    @BeforeEach
    void mountAnImage() throws IOException {
        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(16 << 20);
        }
        commands.run(Command.of("mkfs.ext4", "-q", "-F", image.toString()));
        loop = commands.run(Command.of("losetup", "--find", "--show", image.toString())).strip();
        mounted = Files.createDirectory(folder.resolve("mounted"));
        commands.run(Command.of("mount", loop, mounted.toString()));
    }

    @AfterEach
    void letGo() {
        commands.run(Command.of("umount", mounted.toString()));
        commands.run(Command.of("losetup", "--detach", loop));
    }

    @Test
    void countOnTheDiskBelowWhatPassesThePageCacheBy() {
        BlockDevice disk = BlockDevice.of(folder).orElseThrow();
        assertThat(disk.counting()).isEqualTo(disk);

        BlockDevice image = BlockDevice.of(mounted).orElseThrow();
        assertThat(image.major()).isEqualTo(7);
        assertThat(image.counting()).isEqualTo(image);

        commands.run(Command.of("losetup", "--direct-io=on", loop));
        assertThat(image.counting()).isEqualTo(disk);
    }
}
