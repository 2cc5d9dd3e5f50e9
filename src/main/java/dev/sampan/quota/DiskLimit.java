package dev.sampan.quota;

import dev.sampan.unit.DataSize;

/**
 * How much of the disk an owner may use.
 *
 * @param bytes the most bytes
 * @param inodes the most files, folders and links
 */
public record DiskLimit(DataSize bytes, long inodes) {

    /** What the smallest disk needs for itself. */
    static final DataSize LEAST_BYTES = DataSize.ofMebibytes(16);

    static final long LEAST_INODES = 256;

    /** Package managers write files of some 8 KiB on average; twice as many as ext4 itself would give. */
    private static final long BYTES_PER_INODE = 8192;

    private static final long LEAST_DEFAULT = 16_384;

    /** A limit of bytes, and of one file for each 8 KiB of them, at least 16,384. */
    public static DiskLimit of(DataSize bytes) {
        return new DiskLimit(bytes, Math.max(LEAST_DEFAULT, bytes.bytes() / BYTES_PER_INODE));
    }

    /** Whether the number of inodes is the one that follows from the bytes. */
    public boolean hasDefaultInodes() {
        return equals(of(bytes));
    }

    /** The same with another limit of bytes; a number of inodes that somebody chose stays. */
    DiskLimit withBytes(DataSize more) {
        return hasDefaultInodes() ? of(more) : new DiskLimit(more, inodes);
    }

    /**
     * Checks that it is no lower than what every driver can keep.
     *
     * @throws DiskLimitException when it is
     */
    DiskLimit requireEnough(String owner) {
        if (bytes.compareTo(LEAST_BYTES) < 0) {
            throw new DiskLimitException(
                    "The disk limit of '%s' must be at least %s, got %s"
                            .formatted(owner, LEAST_BYTES.toText(), bytes.toText()));
        }
        if (inodes < LEAST_INODES) {
            throw new DiskLimitException(
                    "The disk limit of '%s' must be at least %d files, got %d"
                            .formatted(owner, LEAST_INODES, inodes));
        }
        return this;
    }
}
