package dev.sampan.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The packs of a repository that came with one push. */
final class ReceivedPacks {

    /** What is being received has a name like this, and a push that was cut off by a crash leaves it. */
    static final String UNFINISHED = "incoming_";

    /** The same of what is made of an archive. */
    private static final String INSERTED = "insert_";

    /** Keeps a pack from being collected while it is received. */
    static final String LOCK = ".keep";

    private final Path folder;
    private final Set<Path> before;

    /** Those that are there from now on. */
    ReceivedPacks(Path repository) throws IOException {
        this.folder = repository.resolve("objects").resolve("pack");
        this.before = list(folder);
    }

    /** Removes them; nothing may refer to what is in them. */
    void remove() throws IOException {
        for (Path file : list(folder)) {
            // Whoever locked a pack unlocks it.
            if (!before.contains(file) && !file.toString().endsWith(LOCK)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Removes what an earlier control plane was receiving when it ended; no push may be under way. */
    static void removeUnfinished(Path repository) throws IOException {
        Path objects = repository.resolve("objects");
        for (Path folder : List.of(objects, objects.resolve("pack"))) {
            for (Path file : list(folder)) {
                if (isUnfinished(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether a file belongs to something that is being received. */
    static boolean isUnfinished(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(UNFINISHED) || name.startsWith(INSERTED);
    }

    private static Set<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }
}
