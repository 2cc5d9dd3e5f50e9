package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Keeps a repository within what is left of the app's disk while something other than a push is written to it. */
final class RoomCheck {

    /** After so many bytes it is measured again. */
    private static final long STEP = 16 << 20;

    private final AppName app;
    private final Path repository;
    private final Function<DataSize, Optional<RepositoryRoom>> count;
    private final Optional<RepositoryRoom> room;
    private final long before;
    private long unmeasured;

    /**
     * Asks how much room there is now.
     *
     * @param count counts the repository for the app's disk, and tells what the app may store and does
     */
    RoomCheck(AppName app, Path repository, Function<DataSize, Optional<RepositoryRoom>> count)
            throws IOException {
        this.app = app;
        this.repository = repository;
        this.count = count;
        this.before = RepositorySize.of(repository).bytes();
        this.room = count.apply(DataSize.ofBytes(before));
    }

    /** How much more it may have, in bytes. */
    long left() {
        return room.map(known -> known.left().bytes()).orElse(Long.MAX_VALUE);
    }

    /**
     * Tells that something was written.
     *
     * @throws SourceExportException when there is no room for it
     */
    void inserted(long bytes) throws IOException {
        unmeasured += bytes;
        if (unmeasured >= STEP) {
            unmeasured = 0;
            require();
        }
    }

    /**
     * Measures.
     *
     * @throws SourceExportException when there was no room for what has come
     */
    void require() throws IOException {
        if (RepositorySize.of(repository).bytes() - before > left()) {
            throw full();
        }
    }

    private SourceExportException full() {
        RepositoryRoom known = room.orElseThrow();
        return new SourceExportException(
                "The source does not fit on the disk of app '%s': %s of %s are used. Raise the limit with 'resource:limit --disk', or delete files of the app"
                        .formatted(app, known.used().toText(), known.limit().toText()));
    }

    /**
     * Tells that more is to be written.
     *
     * @throws SourceExportException when there is no room for it
     */
    void requireMore(long bytes) {
        if (bytes > left()) {
            throw full();
        }
    }

    /** Counts the repository as it is now for the app's disk. */
    void settle() throws IOException {
        var _ = count.apply(RepositorySize.of(repository));
    }
}
