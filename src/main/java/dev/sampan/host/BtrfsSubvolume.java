package dev.sampan.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A subvolume of btrfs.
 *
 * @see <a href="https://btrfs.readthedocs.io/en/latest/btrfs-ioctl.html">btrfs-ioctl(2)</a>
 */
public final class BtrfsSubvolume {

    private static final long BTRFS_IOC_INO_LOOKUP = 0xD000_9412L;
    private static final long BTRFS_IOC_FS_INFO = 0x8400_941FL;

    /** The number of the inode that is the root of a subvolume. */
    private static final long FIRST_INODE = 256;

    private static final int LOOKUP_SIZE = 4096;
    private static final int INFO_SIZE = 1024;
    private static final int INFO_ID = 16;

    private BtrfsSubvolume() {}

    /** Whether a folder is the root of a subvolume. */
    public static boolean isAt(Path folder) {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Posix.fileSystem(folder).type() == FileSystemUse.BTRFS
                    && Files.getAttribute(folder, "unix:ino").equals(FIRST_INODE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at '%s'".formatted(folder), e);
        }
    }

    /** The number of the subvolume that a folder lies in; it is never given to another one. */
    public static long id(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lookup = arena.allocate(LOOKUP_SIZE, Long.BYTES);
            lookup.setAtIndex(JAVA_LONG, 1, FIRST_INODE);
            control(folder, BTRFS_IOC_INO_LOOKUP, lookup, "read the subvolume of");
            return lookup.getAtIndex(JAVA_LONG, 0);
        }
    }

    /** The name of the file system that a folder lies on. */
    public static UUID fileSystemId(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_SIZE, Long.BYTES);
            control(folder, BTRFS_IOC_FS_INFO, info, "read the file system of");
            var bytes = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
            return new UUID(info.get(bytes, INFO_ID), info.get(bytes, INFO_ID + Long.BYTES));
        }
    }

    private static void control(Path folder, long request, MemorySegment argument, String verb) {
        int descriptor = Posix.open(folder);
        try {
            Posix.check(Posix.control(descriptor, request, argument), verb, folder);
        } finally {
            Posix.close(descriptor);
        }
    }
}
