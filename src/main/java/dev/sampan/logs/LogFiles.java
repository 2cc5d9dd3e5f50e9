package dev.sampan.logs;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The log files of an app: one for each container, named after its dyno, and one for what the platform says of it.
 *
 * <p>They stay when a release is replaced and lie inside the app's disk quota; of each dyno the newest few are kept.
 */
@Component
public final class LogFiles {

    /** The dyno name under which the platform itself writes into an app's log. */
    public static final String PLATFORM = "sampan";

    private static final int FILES_KEPT_PER_DYNO = 5;

    private final SampanHome home;

    LogFiles(SampanHome home) {
        this.home = home;
    }

    /** The folder of an app's log files; it may not exist yet. */
    public Path folder(AppName app) {
        return home.resolve("apps", app.value(), "logs");
    }

    /** The folders of all apps' log files. */
    List<Path> folders() {
        Path apps = home.resolve("apps");
        try (Stream<Path> entries = Files.list(apps)) {
            return entries.map(app -> app.resolve("logs")).filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not list '%s'".formatted(apps), e);
        }
    }

    /** The dyno (`web.1`, or {@link #PLATFORM}) that wrote a file. */
    public static String dynoOf(Path file) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - ".log".length());
        int separator = stem.indexOf('~');
        return separator < 0 ? stem : stem.substring(0, separator);
    }

    /** A new file for a container; the oldest files of the dyno are removed first. */
    public Path create(AppName app, String dyno, String suffix) {
        Path folder = folder(app);
        prune(folder, dyno);
        return folder.resolve(dyno + "~" + suffix + ".log");
    }

    /** Adds a line of the platform's own to the app's log, in the same form as the lines of its containers. */
    public void say(AppName app, String dyno, String text) {
        String line = "%s stdout F %s: %s\n".formatted(Instant.now(), dyno, text);
        try {
            Files.writeString(
                    folder(app).resolve(PLATFORM + ".log"),
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The app's own quota may be used up; that must not keep the platform from restarting
            // it.
            System.getLogger(LogFiles.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Could not write to the log of app '" + app + "'",
                            e);
        }
    }

    private static void prune(Path folder, String dyno) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> surplus =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .filter(file -> dynoOf(file).equals(dyno))
                            .sorted(Comparator.comparing(LogFiles::modified).reversed())
                            .skip(FILES_KEPT_PER_DYNO - 1)
                            .toList();
            for (Path file : surplus) {
                new LogFile(file).delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Could not tidy the log folder '%s'".formatted(folder), e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
