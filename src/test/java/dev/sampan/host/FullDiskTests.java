package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FullDiskTests {

    /** Each write to it fails as on a full disk. */
    private static final Path FULL = Path.of("/dev/full");

    @Test
    void knowWhatTheJdkThrows() {
        try {
            Files.writeString(FULL, "x");
        } catch (IOException e) {
            assertThat(FullDisk.isReasonOf(e)).isTrue();
            return;
        }
        throw new AssertionError("'%s' took something".formatted(FULL));
    }

    @Test
    void lookAtWhatCausedIt() {
        assertThat(
                        FullDisk.isReasonOf(
                                new IllegalStateException(
                                        "Cannot do it",
                                        new FileSystemException(
                                                "/a", null, "Disk quota exceeded"))))
                .isTrue();
        assertThat(
                        FullDisk.isReasonOf(
                                new IOException("no", new PosixException("write", "/a", 28))))
                .isTrue();
    }

    @Test
    void takeNothingElseForIt() {
        assertThat(FullDisk.isReasonOf(new FileSystemException("/a", null, "Is a directory")))
                .isFalse();
        assertThat(FullDisk.isReasonOf(new PosixException("write", "/a", Errno.EIO))).isFalse();
        assertThat(FullDisk.isReasonOf(new IOException())).isFalse();
    }
}
