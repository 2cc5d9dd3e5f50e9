package dev.sampan.quota;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * What the superblock of an ext4 file system in a file or on a device says.
 *
 * @see <a href="https://docs.kernel.org/filesystems/ext4/super.html">The ext4 super block</a>
 */
final class DiskImage {

    private static final int READ_ONLY_FEATURES_AT = 1024 + 0x64;
    private static final int QUOTA = 0x100;
    private static final int INODES_AT = 1024;
    private static final int BLOCKS_AT = 1024 + 0x4;
    private static final int HIGH_BLOCKS_AT = 1024 + 0x150;
    private static final int LOG_BLOCK_SIZE_AT = 1024 + 0x18;

    private DiskImage() {}

    /** How many bytes the file system has, of however many the file does. */
    static long size(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            return (field(file, BLOCKS_AT) | field(file, HIGH_BLOCKS_AT) << 32)
                    * (1024L << field(file, LOG_BLOCK_SIZE_AT));
        }
    }

    /** How many files the file system has room for, of however many somebody may have. */
    static long inodes(Path device) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "r")) {
            return field(file, INODES_AT);
        }
    }

    private static long field(RandomAccessFile file, int at) throws IOException {
        file.seek(at);
        return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
    }

    /** Whether files can be counted in it. */
    static boolean hasQuota(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            return (field(file, READ_ONLY_FEATURES_AT) & QUOTA) != 0;
        }
    }
}
