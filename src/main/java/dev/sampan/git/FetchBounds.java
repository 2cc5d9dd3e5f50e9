package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends a fetch that brings too much or takes too long. */
final class FetchBounds extends EmptyProgressMonitor {

    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    private final Path repository;
    private final DataSize largest;
    private final Duration longest;
    private final long start = System.nanoTime();
    private long measured = start - PAUSE;
    private volatile String excess = "";

    FetchBounds(Path repository, DataSize largest, Duration longest) {
        this.repository = repository;
        this.largest = largest;
        this.longest = longest;
    }

    @Override
    public boolean isCancelled() {
        long now = System.nanoTime();
        if (now - start > longest.toNanos()) {
            excess = "it took longer than %d s".formatted(longest.toSeconds());
        }
        if (now - measured >= PAUSE) {
            measured = now;
            if (size() > largest.bytes()) {
                excess =
                        "it is larger than %s, see sampan.git.remote.max-size"
                                .formatted(largest.toText());
            }
        }
        return !excess.isEmpty();
    }

    private long size() {
        try {
            return RepositorySize.of(repository).bytes();
        } catch (IOException e) {
            // A file went away while it was counted; the next count is soon.
            return 0;
        }
    }

    /**
     * Says why the fetch was ended.
     *
     * @throws IOException when it was
     */
    void check() throws IOException {
        if (!excess.isEmpty()) {
            throw new IOException(excess);
        }
    }
}
