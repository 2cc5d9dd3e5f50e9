package dev.sampan.quota;

/**
 * A block of host UIDs (and the same GIDs) that belongs to one owner.
 *
 * @param owner whose it is
 * @param firstUid the host UID that stands for UID 0 inside the owner's containers
 */
public record UidLease(String owner, int firstUid) {

    /** How many UIDs a block has: all that an image can name. */
    public static final int SIZE = 65_536;

    /** The host UID of a user inside the owner's containers. */
    public int hostUid(int uid) {
        if (uid < 0 || uid >= SIZE) {
            throw new IllegalArgumentException("UID %d is outside 0 to 65535".formatted(uid));
        }
        return firstUid + uid;
    }
}
