package dev.sampan.image;

import dev.sampan.host.Mounts;
import java.nio.file.Path;

/** A mounted root file system; closing unmounts it. */
public final class RootFilesystem implements AutoCloseable {

    private final Path path;
    private final Mounts mounts;

    RootFilesystem(Path path, Mounts mounts) {
        this.path = path;
        this.mounts = mounts;
    }

    /** Where it is mounted. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        mounts.unmount(path);
    }
}
