package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** What Java cannot read or set on a file: numeric owners, whole modes, and the marks of overlayfs. No symbolic link is followed. */
public final class Inodes {

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int S_IFCHR = 0x2000;
    private static final int S_IFREG = 0x8000;
    private static final int STATX_BLOCKS = 0x400;
    private static final int STATX_SIZE = 256;
    private static final int STATX_BLOCKS_AT = 48;
    private static final int STATX_BLOCK = 512;
    private static final int ENODATA = 61;

    private static final String OPAQUE = "trusted.overlay.opaque";
    private static final String REDIRECT = "trusted.overlay.redirect";
    private static final String METACOPY = "trusted.overlay.metacopy";

    private static final LibcFunction LCHOWN =
            LibcFunction.of("lchown", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final LibcFunction CHMOD = LibcFunction.of("chmod", JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction MKNOD =
            LibcFunction.of("mknod", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    private static final LibcFunction STATX =
            LibcFunction.of("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final LibcFunction UTIMENSAT =
            LibcFunction.of("utimensat", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final LibcFunction LSETXATTR =
            LibcFunction.of("lsetxattr", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final LibcFunction LGETXATTR =
            LibcFunction.of("lgetxattr", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);

    private Inodes() {}

    public static void setOwner(Path path, int uid, int gid) {
        Posix.check(LCHOWN.call(path.toString(), uid, gid), "change the owner of", path);
    }

    /** Sets all twelve mode bits of a file or folder, which must not be a symbolic link. */
    public static void setMode(Path path, int mode) {
        Posix.check(CHMOD.call(path.toString(), mode), "change the mode of", path);
    }

    /** Sets the times of the last access and of the last change of content. */
    public static void setTime(Path path, Instant time) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(4L * Long.BYTES, Long.BYTES);
            for (int i = 0; i < 2; i++) {
                times.setAtIndex(JAVA_LONG, 2L * i, time.getEpochSecond());
                times.setAtIndex(JAVA_LONG, 2L * i + 1, time.getNano());
            }
            Posix.check(
                    UTIMENSAT.call(Posix.AT_FDCWD, path.toString(), times, AT_SYMLINK_NOFOLLOW),
                    "change the time of",
                    path);
        }
    }

    /** Makes the mark by which overlayfs hides a file of a lower folder: a character device 0/0. */
    public static void makeWhiteout(Path path) {
        Posix.check(MKNOD.call(path.toString(), S_IFCHR, 0L), "make the whiteout", path);
    }

    /** Makes an empty file that nobody may open, the cheapest way to take an inode; it must not exist. */
    public static void makeFile(Path path) {
        Posix.check(MKNOD.call(path.toString(), S_IFREG, 0L), "make the file", path);
    }

    /** How many bytes of a file are on the disk, however long it is. */
    public static long allocated(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(STATX_SIZE, Long.BYTES);
            Posix.check(
                    STATX.call(
                            Posix.AT_FDCWD,
                            path.toString(),
                            AT_SYMLINK_NOFOLLOW,
                            STATX_BLOCKS,
                            buffer),
                    "read the size of",
                    path);
            return buffer.get(JAVA_LONG, STATX_BLOCKS_AT) * STATX_BLOCK;
        }
    }

    /** Marks a folder so that overlayfs hides what lower folders have in it. */
    public static void makeOpaque(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom("y", StandardCharsets.US_ASCII);
            Posix.check(
                    LSETXATTR.call(folder.toString(), OPAQUE, value, 1L, 0),
                    "mark as opaque the folder",
                    folder);
        }
    }

    public static boolean isOpaque(Path folder) {
        return "y".equals(attribute(folder, OPAQUE));
    }

    /** Whether overlayfs keeps only a part of this file or folder here and takes the rest from a lower one. */
    public static boolean isPartial(Path path) {
        return !attribute(path, REDIRECT).isEmpty() || hasAttribute(path, METACOPY);
    }

    private static boolean hasAttribute(Path path, String name) {
        return length(path, name, MemorySegment.NULL) >= 0;
    }

    private static String attribute(Path path, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            long length = length(path, name, buffer);
            return length < 0
                    ? ""
                    : new String(
                            buffer.asSlice(0, length)
                                    .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8);
        }
    }

    /** The length of an extended attribute, or -1 when there is none. */
    private static long length(Path path, String name, MemorySegment buffer) {
        LibcFunction.Result result =
                LGETXATTR.call(path.toString(), name, buffer, buffer.byteSize());
        if (result.failed() && (result.errno() == ENODATA || result.errno() == Errno.EOPNOTSUPP)) {
            return -1;
        }
        return Posix.check(result, "read attribute " + name + " of", path);
    }
}
