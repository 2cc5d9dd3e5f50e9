package dev.sampan.quota;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What stands in the folder of every owner. */
final class OwnerFolders {

    private static final List<String> OWNED = List.of("volumes", "cache", "build");
    private static final List<String> HOST_OWNED = List.of("upper", "logs");

    private OwnerFolders() {}

    static void prepare(Path root, UidLease lease) {
        try {
            setMode(root);
            for (String name : OWNED) {
                Path folder = root.resolve(name);
                if (make(folder)) {
                    Files.setAttribute(
                            folder, "unix:uid", lease.hostUid(0), LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(
                            folder, "unix:gid", lease.hostUid(0), LinkOption.NOFOLLOW_LINKS);
                }
            }
            for (String name : HOST_OWNED) {
                make(root.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot prepare '%s': %s".formatted(root, e.getMessage()), e);
        }
    }

    private static boolean make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            setMode(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Containers get at what is mounted into them; nobody on the host lists what there is. */
    private static void setMode(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
}
