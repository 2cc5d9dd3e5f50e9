package dev.sampan.quota;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * What the superblock of an ext4 file system in a file says.
 *
 * @see <a href="https://docs.kernel.org/filesystems/ext4/super.html">The ext4 super block</a>
 */
final class DiskImage {

    private static final int READ_ONLY_FEATURES_AT = 1024 + 0x64;
    private static final int QUOTA = 0x100;

    private DiskImage() {}

    /** Whether files can be counted in it. */
    static boolean hasQuota(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(READ_ONLY_FEATURES_AT);
            return (Integer.reverseBytes(file.readInt()) & QUOTA) != 0;
        }
    }
}
