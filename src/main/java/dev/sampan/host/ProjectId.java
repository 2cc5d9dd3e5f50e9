package dev.sampan.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The project that the files of a folder are counted for; what is made in the folder later inherits it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_xfs_fsgetxattr.2.html">ioctl_xfs_fsgetxattr(2)</a>
 */
public final class ProjectId {

    private static final long FS_IOC_FSGETXATTR = 0x801C_581FL;
    private static final long FS_IOC_FSSETXATTR = 0x401C_5820L;
    private static final int FS_XFLAG_PROJINHERIT = 0x200;
    private static final int SIZE = 28;
    private static final int FLAGS = 0;
    private static final int PROJECT = 12;

    private ProjectId() {}

    /** The project of a file or folder, 0 for none. */
    public static int of(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Integer.BYTES);
            int descriptor = Posix.open(path);
            try {
                read(descriptor, attributes, path);
            } finally {
                Posix.close(descriptor);
            }
            return attributes.get(JAVA_INT, PROJECT);
        }
    }

    /** Gives a folder a project, which all that is made below it inherits. */
    public static void set(Path folder, int project) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Integer.BYTES);
            int descriptor = Posix.open(folder);
            try {
                read(descriptor, attributes, folder);
                attributes.set(JAVA_INT, PROJECT, project);
                attributes.set(
                        JAVA_INT, FLAGS, attributes.get(JAVA_INT, FLAGS) | FS_XFLAG_PROJINHERIT);
                Posix.check(
                        Posix.control(descriptor, FS_IOC_FSSETXATTR, attributes),
                        "set project " + project + " on",
                        folder);
            } finally {
                Posix.close(descriptor);
            }
        }
    }

    private static void read(int descriptor, MemorySegment attributes, Path path) {
        Posix.check(
                Posix.control(descriptor, FS_IOC_FSGETXATTR, attributes),
                "read the project of",
                path);
    }
}
