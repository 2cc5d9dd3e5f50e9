package dev.sampan.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The kernel's own disk quotas, of the file system that a folder lies on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/quotactl.2.html">quotactl(2)</a>
 */
public final class Quotactl {

    /** Whose files are counted together; the number is the kernel's. */
    public enum Kind {
        USER(0),
        PROJECT(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /**
     * What an ID uses, and may use.
     *
     * @param bytes in use, also those not written back yet
     * @param inodes files and folders
     * @param byteLimit the most bytes, 0 for no limit
     * @param inodeLimit the most files and folders, 0 for no limit
     */
    public record Use(long bytes, long inodes, long byteLimit, long inodeLimit) {

        public static final Use NOTHING = new Use(0, 0, 0, 0);
    }

    private static final int Q_GETQUOTA = 0x80_0007;
    private static final int Q_SETQUOTA = 0x80_0008;
    private static final int Q_GETNEXTQUOTA = 0x80_0009;
    private static final int QIF_LIMITS = 1 | 4;
    private static final long LIMIT_UNIT = 1024;

    /** Where the fields of struct if_dqblk lie, and of struct if_nextdqblk, which is longer. */
    private static final int SIZE = 72;

    private static final int SIZE_WITH_ID = 80;

    private static final int BYTE_LIMIT = 0;
    private static final int BYTES = 16;
    private static final int INODE_LIMIT = 24;
    private static final int INODES = 40;
    private static final int VALID = 64;
    private static final int ID = 68;

    private Quotactl() {}

    /** What an ID uses; an ID that the file system does not know uses nothing. */
    public static Use get(Path folder, Kind kind, int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(SIZE, Long.BYTES);
            LibcFunction.Result result = call(folder, Q_GETQUOTA, kind, id, block);
            if (result.failed() && result.errno() == Errno.ENOENT) {
                return Use.NOTHING;
            }
            Posix.check(result, "read the " + name(kind) + " quota of " + id + " below", folder);
            return use(block);
        }
    }

    /**
     * What all the IDs of a range use that have files or a limit.
     *
     * @param end behind the last of them
     */
    public static SortedMap<Integer, Use> used(Path folder, Kind kind, int first, int end) {
        SortedMap<Integer, Use> found = new TreeMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(SIZE_WITH_ID, Long.BYTES);
            for (int id = first; id < end; ) {
                LibcFunction.Result result = call(folder, Q_GETNEXTQUOTA, kind, id, block);
                if (result.failed() && result.errno() == Errno.ENOENT) {
                    return found;
                }
                Posix.check(
                        result, "list the " + name(kind) + " quotas from " + id + " below", folder);
                int next = block.get(JAVA_INT, ID);
                if (next < id || next >= end) {
                    return found;
                }
                found.put(next, use(block));
                id = next + 1;
            }
        }
        return found;
    }

    private static Use use(MemorySegment block) {
        return new Use(
                block.get(JAVA_LONG, BYTES),
                block.get(JAVA_LONG, INODES),
                Math.multiplyExact(block.get(JAVA_LONG, BYTE_LIMIT), LIMIT_UNIT),
                block.get(JAVA_LONG, INODE_LIMIT));
    }

    /** Limits an ID at once; 0 is no limit, and bytes are rounded down to a multiple of 1024. */
    public static void limit(Path folder, Kind kind, int id, long bytes, long inodes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(SIZE, Long.BYTES);
            block.set(JAVA_LONG, BYTE_LIMIT, bytes / LIMIT_UNIT);
            block.set(JAVA_LONG, INODE_LIMIT, inodes);
            block.set(JAVA_INT, VALID, QIF_LIMITS);
            Posix.check(
                    call(folder, Q_SETQUOTA, kind, id, block),
                    "set the " + name(kind) + " quota of " + id + " below",
                    folder);
        }
    }

    /** Why the file system of a folder keeps no such quota; empty when it does. */
    public static Optional<String> obstacle(Path folder, Kind kind) {
        try {
            get(folder, kind, 0);
            return Optional.empty();
        } catch (PosixException e) {
            return Optional.of(
                    switch (e.errno()) {
                        case Errno.ESRCH ->
                                "the file system of '%s' keeps no %s quota"
                                        .formatted(folder, name(kind));
                        case Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EINVAL ->
                                "neither the kernel nor the file system of '%s' has %s quotas"
                                        .formatted(folder, name(kind));
                        default -> String.valueOf(e.getMessage());
                    });
        }
    }

    private static LibcFunction.Result call(
            Path folder, int command, Kind kind, int id, MemorySegment block) {
        int descriptor = Posix.open(folder);
        try {
            return Posix.quotactl(descriptor, command << 8 | kind.number, id, block);
        } finally {
            Posix.close(descriptor);
        }
    }

    private static String name(Kind kind) {
        return kind == Kind.USER ? "user" : "project";
    }
}
