package dev.sampan.runtime;

import dev.sampan.host.FileSystemUse;
import dev.sampan.host.Posix;
import java.nio.file.Path;

/**
 * Where conmon writes what a container says.
 *
 * @param file its path
 * @param replaced whether conmon is to go on with another file when this one is large; it ends, and the container with it,
 *     where the file system refuses that
 */
record MonitorLog(Path file, boolean replaced) {

    /** At the limit of a quota group, btrfs neither makes, nor renames, nor empties a file. */
    static MonitorLog at(Path file) {
        Path folder = file.resolveSibling(".");
        return new MonitorLog(file, Posix.fileSystem(folder).type() != FileSystemUse.BTRFS);
    }
}
