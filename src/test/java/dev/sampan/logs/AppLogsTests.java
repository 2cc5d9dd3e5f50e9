package dev.sampan.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppLogsTests {

    private static final AppName APP = new AppName("hello");

    private AppLogs logs;
    private LogFiles files;

    @TempDir private Path home;

    @BeforeEach
    void makeFolder() throws IOException {
        files = new LogFiles(new SampanHome(home));
        logs = new AppLogs(files);
        Files.createDirectories(files.folder(APP));
    }

    @Test
    void tailMergesAllContainersByTime() throws IOException {
        write("web.1", "aa", "2026-01-01T00:00:02.5+00:00 stdout F second\n");
        write("worker.1", "bb", "2026-01-01T00:00:01.123456789+00:00 stderr F first\n");

        assertThat(texts(logs.tail(APP, Optional.empty(), 10))).containsExactly("first", "second");
    }

    @Test
    void tailGivesOnlyTheLastLinesWhenThereAreMore() throws IOException {
        write(
                "web.1",
                "aa",
                "2026-01-01T00:00:01+00:00 stdout F one\n2026-01-01T00:00:02+00:00 stdout F two\n2026-01-01T00:00:03+00:00 stdout F three\n");

        assertThat(texts(logs.tail(APP, Optional.empty(), 2))).containsExactly("two", "three");
    }

    @Test
    void tailTakesOneProcessTypeOrOneDynoWhenAsked() throws IOException {
        write("web.1", "aa", "2026-01-01T00:00:01+00:00 stdout F w1\n");
        write("web.2", "bb", "2026-01-01T00:00:02+00:00 stdout F w2\n");
        write("website.1", "cc", "2026-01-01T00:00:03+00:00 stdout F other\n");

        assertThat(texts(logs.tail(APP, Optional.of("web"), 10))).containsExactly("w1", "w2");
        assertThat(texts(logs.tail(APP, Optional.of("web.2"), 10))).containsExactly("w2");
    }

    @Test
    void tailJoinsPiecesOfALongLine() throws IOException {
        write(
                "web.1",
                "aa",
                "2026-01-01T00:00:01+00:00 stdout P be\n2026-01-01T00:00:01+00:00 stdout F gin\n");

        assertThat(texts(logs.tail(APP, Optional.empty(), 10))).containsExactly("begin");
    }

    @Test
    void tailSkipsDamagedLines() throws IOException {
        write(
                "web.1",
                "aa",
                "nonsense\n\n2026-01-01T00:00:01+00:00 stdout F good\nnot-a-time stdout F bad\n");

        assertThat(texts(logs.tail(APP, Optional.empty(), 10))).containsExactly("good");
    }

    @Test
    void tailIsEmptyWhenTheAppHasNoLog() {
        assertThat(logs.tail(new AppName("nobody"), Optional.empty(), 10)).isEmpty();
    }

    @Test
    void followGivesNewLinesAndThoseOfNewContainers() throws Exception {
        write("web.1", "aa", "2026-01-01T00:00:01+00:00 stdout F old\n");
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Thread follower =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                logs.follow(
                                        APP, Optional.empty(), 10, line -> seen.add(line.text()));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });

        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("old");
        write("web.1", "aa", "2026-01-01T00:00:02+00:00 stdout F new\n");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("new");
        write("web.1", "bb", "2026-01-01T00:00:03+00:00 stdout F other container\n");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("other container");
        follower.interrupt();
        follower.join();
    }

    @Test
    void sayIsReadBackAsALineOfThePlatform() {
        files.say(APP, "web.1", "exited with code 1");

        LogLine line = logs.tail(APP, Optional.empty(), 1).getFirst();
        assertThat(line.dyno()).isEqualTo(LogFiles.PLATFORM);
        assertThat(line.text()).isEqualTo("web.1: exited with code 1");
    }

    @Test
    void createKeepsTheNewestFilesOfADynoAndAllOfOthers() throws IOException {
        for (int i = 0; i < 9; i++) {
            write("web.1", "c" + i, "2026-01-01T00:00:01+00:00 stdout F x\n");
        }
        write("worker.1", "aa", "2026-01-01T00:00:01+00:00 stdout F x\n");

        Files.createFile(files.create(APP, "web.1", "next"));

        try (var left = Files.list(files.folder(APP))) {
            assertThat(left.map(LogFiles::dynoOf)).filteredOn("web.1"::equals).hasSize(5);
        }
        assertThat(files.folder(APP).resolve("worker.1~aa.log")).exists();
    }

    private void write(String dyno, String suffix, String text) throws IOException {
        Files.writeString(
                files.folder(APP).resolve(dyno + "~" + suffix + ".log"),
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }
}
