package dev.sampan.quota;

/**
 * UIDs or GIDs that the host has given away itself.
 *
 * @param first the first of them
 * @param count how many
 * @param source the file that says so
 */
record UidRange(long first, long count, String source) {

    boolean overlaps(int firstUid) {
        return first < (long) firstUid + UidLease.SIZE && first + count > firstUid;
    }
}
