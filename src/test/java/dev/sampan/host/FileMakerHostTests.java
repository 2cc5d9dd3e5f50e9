package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMakerHostTests {

    private static final Instant TIME = Instant.parse("1980-01-01T00:00:01Z");

    @TempDir Path folder;

    private final FileMaker maker = new FileMaker(100_000);

    @Test
    void makeFilesOneAfterTheOther() throws IOException {
        byte[] large = new byte[100_000];
        new Random(1).nextBytes(large);
        Path first = folder.resolve("first");
        Path second = folder.resolve("größe");

        maker.make(first, large, 1000, 2000, 04755, TIME);
        maker.make(second, "x".getBytes(StandardCharsets.UTF_8), 0, 0, 0600, Instant.EPOCH);
        maker.make(folder.resolve("empty"), new byte[0], 0, 0, 0644, TIME);

        assertThat(first).hasBinaryContent(large);
        assertThat(Files.getAttribute(first, "unix:mode")).isEqualTo(0104755);
        assertThat(Files.getAttribute(first, "unix:uid")).isEqualTo(1000);
        assertThat(Files.getAttribute(first, "unix:gid")).isEqualTo(2000);
        assertThat(Files.getLastModifiedTime(first).toInstant()).isEqualTo(TIME);
        assertThat(second).hasContent("x");
        assertThat(Files.getLastModifiedTime(second).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(folder.resolve("empty")).isEmptyFile();
    }

    @Test
    void refuseWhatIsThereAndWriteThroughNoLink() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "untouched");
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
        Path dangling =
                Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));

        for (Path path : new Path[] {outside, link, dangling}) {
            assertThatExceptionOfType(PosixException.class)
                    .isThrownBy(() -> maker.make(path, new byte[1], 0, 0, 0644, TIME))
                    .withMessageContaining("Cannot make the file '%s'".formatted(path));
        }
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(
                        () ->
                                maker.make(
                                        folder.resolve("no/folder"),
                                        new byte[1],
                                        0,
                                        0,
                                        0644,
                                        TIME));
        assertThat(outside).hasContent("untouched");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
