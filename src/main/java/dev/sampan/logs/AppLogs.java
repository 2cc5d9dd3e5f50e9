package dev.sampan.logs;

import dev.sampan.app.AppName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The log of an app: the lines of all its containers, over all releases, by time. */
@Component
public final class AppLogs {

    private static final long BYTES_PER_LINE = 512;
    private static final long MOST_BYTES = 8 << 20;
    private static final long FOLLOW_INTERVAL_MILLIS = 100;

    private final LogFiles files;

    AppLogs(LogFiles files) {
        this.files = files;
    }

    /**
     * The last lines, the oldest first.
     *
     * @param process a process type (`web`) or one dyno of it (`web.1`); empty for all
     * @param count how many lines at the most
     */
    public List<LogLine> tail(AppName app, Optional<String> process, int count) {
        return tail(app, process, count, new HashMap<>());
    }

    /** The texts of the last lines of one file, the oldest first; empty when there is no such file. */
    public static List<String> lastLines(Path file, int count) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<LogLine> lines = LogFileReader.ofTail(file, 64 * 1024).readNew();
            return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
                    .map(LogLine::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the log file '%s'".formatted(file), e);
        }
    }

    /**
     * Gives the last lines and then each new one, until the calling thread is interrupted.
     *
     * @param sink takes the lines; what it throws ends the following
     */
    public void follow(AppName app, Optional<String> process, int count, Consumer<LogLine> sink)
            throws InterruptedException {
        Map<Path, LogFileReader> readers = new HashMap<>();
        tail(app, process, count, readers).forEach(sink);
        while (true) {
            Thread.sleep(FOLLOW_INTERVAL_MILLIS);
            newLines(app, process, readers).forEach(sink);
        }
    }

    private List<LogLine> tail(
            AppName app, Optional<String> process, int count, Map<Path, LogFileReader> readers) {
        long bytes = Math.min(MOST_BYTES, Math.max(64 * 1024, count * BYTES_PER_LINE));
        try {
            for (Path file : list(app, process)) {
                if (new LogFile(file).repeated()) {
                    continue;
                }
                readers.put(file, LogFileReader.ofTail(file, bytes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the log of app '%s'".formatted(app), e);
        }
        List<LogLine> lines = newLines(app, process, readers);
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private List<LogLine> newLines(
            AppName app, Optional<String> process, Map<Path, LogFileReader> readers) {
        List<LogLine> lines = new ArrayList<>();
        try {
            for (Path file : list(app, process)) {
                if (!readers.containsKey(file) && !new LogFile(file).replaced()) {
                    readers.put(file, LogFileReader.ofTail(file, MOST_BYTES));
                }
            }
            for (LogFileReader reader : List.copyOf(readers.values())) {
                lines.addAll(reader.readNew());
            }
            readers.keySet().removeIf(file -> !Files.exists(file));
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            // Pruned between listing and reading: its lines have been given out or are gone.
            readers.keySet().removeIf(file -> !Files.exists(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the log of app '%s'".formatted(app), e);
        }
        lines.sort(Comparator.comparing(LogLine::time));
        return lines;
    }

    private List<Path> list(AppName app, Optional<String> process) throws IOException {
        Path folder = files.folder(app);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .filter(
                            file ->
                                    process.isEmpty()
                                            || matches(LogFiles.dynoOf(file), process.get()))
                    .toList();
        }
    }

    private static boolean matches(String dyno, String process) {
        return dyno.equals(process) || dyno.startsWith(process + ".");
    }
}
