package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The records of builds and what they said, in files: `builds/APP/ID.json` and `builds/APP/ID.log`. */
@Component
final class BuildRecords {

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,20}");
    private static final String RECORD = ".json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    BuildRecords(SampanHome home) {
        this.folder = home.resolve("builds");
    }

    void save(BuildRecord record) {
        Path file = file(new AppName(record.app()), record.id(), RECORD);
        Path fresh = file.resolveSibling("." + record.id() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(fresh, JSON.writeValueAsBytes(record));
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The record of build '%s' cannot be kept".formatted(record.id()), e);
        }
    }

    /** The builds of an app, the newest first. */
    List<BuildRecord> list(AppName app) {
        Path apps = folder.resolve(app.value());
        if (!Files.isDirectory(apps)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(apps)) {
            return files.filter(file -> isRecord(file.getFileName().toString()))
                    .flatMap(file -> read(file).stream())
                    .sorted(Comparator.comparing(BuildRecord::createdAt).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The builds of '%s' cannot be listed".formatted(app), e);
        }
    }

    Optional<BuildRecord> find(AppName app, String id) {
        return ID.matcher(id).matches() ? read(file(app, id, RECORD)) : Optional.empty();
    }

    /** Where what a build says is written. */
    Path output(AppName app, String id) {
        return file(app, id, ".log");
    }

    /** The names of all apps that have builds. */
    List<AppName> apps() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> new AppName(path.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The builds cannot be listed", e);
        }
    }

    /** Removes the oldest builds that are over, all but some; gives how many. */
    int prune(AppName app, int kept) {
        List<BuildRecord> old = list(app).stream().filter(BuildRecord::isOver).skip(kept).toList();
        try {
            for (BuildRecord record : old) {
                Files.deleteIfExists(output(app, record.id()));
                Files.deleteIfExists(file(app, record.id(), RECORD));
            }
            return old.size();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Old builds of '%s' cannot be removed".formatted(app), e);
        }
    }

    /** Removes all of an app. */
    void forget(AppName app) {
        try {
            FolderTrees.delete(folder.resolve(app.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The builds of '%s' cannot be removed".formatted(app), e);
        }
    }

    private Path file(AppName app, String id, String end) {
        return folder.resolve(app.value()).resolve(id + end);
    }

    private static boolean isRecord(String name) {
        return name.endsWith(RECORD) && !name.startsWith(".");
    }

    private static Optional<BuildRecord> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readAllBytes(file), BuildRecord.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "The record '%s' cannot be read; remove it".formatted(file), e);
        }
    }
}
