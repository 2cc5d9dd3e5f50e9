package dev.sampan.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTests {

    private static final AppName APP = new AppName("hello");
    private static final long LARGE = 9L << 20;

    @TempDir private Path home;

    private LogFiles files;
    private AppLogs logs;
    private LogRotation rotation;
    private Path folder;
    private Path log;

    @BeforeEach
    void makeFolder() throws IOException {
        files = new LogFiles(new SampanHome(home));
        logs = new AppLogs(files);
        rotation = new LogRotation(files);
        folder = Files.createDirectories(files.folder(APP));
        log = folder.resolve("web.1~aa.log");
    }

    @Test
    void leavesSmallFilesAlone() throws IOException {
        Files.writeString(log, line(1, "one"));

        rotation.look();

        assertThat(names()).containsExactly("web.1~aa.log");
    }

    @Test
    void keepsLinesReadableWhenTheFileIsBegunAnew() throws IOException {
        fill(line(1, "before"));
        rotation.look();
        assertThat(texts()).containsExactly("before");

        replaceAsConmonDoes(line(2, "after"));
        rotation.look();

        assertThat(texts()).containsExactly("before", "after");
        assertThat(names()).containsExactly("web.1~aa.log", "web.1~aa~old.log");
    }

    @Test
    void keepsHoldOfTheNewFileWhenThatIsLargeToo() throws IOException {
        fill(line(1, "first"));
        rotation.look();
        replaceAsConmonDoes("");
        fill(line(2, "second"));
        rotation.look();
        replaceAsConmonDoes(line(3, "third"));

        assertThat(texts()).containsExactly("second", "third");
    }

    @Test
    void hasTheNextFileReadyForLargeOnes() throws IOException {
        fill(line(1, "one"));

        rotation.look();
        rotation.look();

        assertThat(folder.resolve("web.1~aa.log.tmp")).isEmptyFile();
    }

    @Test
    void emptiesAFileThatConmonDoesNotReplace() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(18L << 20);
        }

        rotation.look();

        assertThat(log).isEmptyFile();
    }

    @Test
    void keepsFewFilesOfADynoWithAllThatBelongsToThem() throws IOException {
        for (String suffix : List.of("a", "b", "c", "d", "e", "f")) {
            log = folder.resolve("web.1~" + suffix + ".log");
            fill(line(1, suffix));
            rotation.look();
        }

        Path next = files.create(APP, "web.1", "z");

        assertThat(next).doesNotExist();
        assertThat(names().stream().filter(name -> name.endsWith(".log"))).hasSizeLessThan(5);
    }

    /** A large log that ends with a line. */
    private void fill(String line) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(LARGE);
            file.seek(LARGE);
            file.writeBytes("\n" + line);
        }
    }

    private void replaceAsConmonDoes(String content) throws IOException {
        Path next = folder.resolve("web.1~aa.log.tmp");
        Files.writeString(next, content);
        Files.move(next, log, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(int second, String text) {
        return "2026-01-01T00:00:0%d+00:00 stdout F %s\n".formatted(second, text);
    }

    private List<String> texts() {
        return logs.tail(APP, Optional.empty(), 10).stream().map(LogLine::text).toList();
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
