package dev.sampan.quota;

import dev.sampan.host.FileSystemUse;
import dev.sampan.host.Inodes;
import dev.sampan.host.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Limits the files of a file system below what it was made for, where the kernel cannot count them: the others are taken by
 * empty files, named by number, in a folder that only root can enter.
 *
 * @param root where the file system is mounted
 */
record HeldInodes(Path root) {

    /** Leaves so many inodes to all others; returns when they are no more and no less. */
    void leave(long inodes) throws IOException {
        long held = count();
        long wanted = Math.max(0, Posix.fileSystem(root).inodes() - inodes);
        if (wanted > 0 && held == 0) {
            make(folder());
        }
        for (long number = held; number < wanted; number++) {
            Inodes.makeFile(file(number));
        }
        for (long number = held - 1; number >= wanted; number--) {
            Files.delete(file(number));
        }
    }

    /** How many inodes all others may have. */
    long left() {
        return Posix.fileSystem(root).inodes() - count();
    }

    /** How many inodes all others have. */
    long used() {
        FileSystemUse use = Posix.fileSystem(root);
        return use.inodes() - use.freeInodes() - count();
    }

    /** The files are numbered without a gap, so the first free number is found by halving. */
    private long count() {
        if (!Files.exists(file(0))) {
            return 0;
        }
        long present = 0;
        long absent = Posix.fileSystem(root).inodes();
        while (absent - present > 1) {
            long middle = (present + absent) / 2;
            if (Files.exists(file(middle))) {
                present = middle;
            } else {
                absent = middle;
            }
        }
        return absent;
    }

    private static void make(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Path folder() {
        return root.resolve(".held");
    }

    private Path file(long number) {
        return folder().resolve(Long.toString(number));
    }
}
