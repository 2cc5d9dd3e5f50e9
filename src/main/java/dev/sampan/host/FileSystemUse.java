package dev.sampan.host;

/**
 * What statfs(2) says of a file system.
 *
 * @param type its magic number
 * @param size all its bytes
 * @param free bytes that nothing is written in yet, those kept for root included
 * @param available bytes that anybody may write
 * @param inodes how many files and folders it can hold; 0 when it does not say
 * @param freeInodes how many more it can hold
 */
public record FileSystemUse(
        long type, long size, long free, long available, long inodes, long freeInodes) {

    public static final long BTRFS = 0x9123_683EL;
    public static final long EXT4 = 0xEF53L;
    public static final long TMPFS = 0x0102_1994L;
    public static final long XFS = 0x5846_5342L;
}
