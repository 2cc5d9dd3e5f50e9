package dev.sampan.container;

import dev.sampan.host.Inodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The log file of a container. It belongs to the app's user, so that a quota on that user counts what conmon writes as root.
 *
 * @param file its path; conmon goes on with `file.tmp` when it is full
 */
record ContainerLog(Path file) {

    /** The user inside containers that applications run as. */
    private static final int APP_UID = 1000;

    void make(Storage storage) {
        int owner = storage.hostUid(APP_UID);
        for (Path each : List.of(file, file.resolveSibling(file.getFileName() + ".tmp"))) {
            if (Files.exists(each)) {
                continue; // of a start that failed
            }
            try {
                Files.createFile(
                        each,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Inodes.setOwner(each, owner, owner);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Cannot make the log file '%s': %s".formatted(each, e.getMessage()), e);
            }
        }
    }
}
