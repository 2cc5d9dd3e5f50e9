package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.Set;

/**
 * One way to keep an owner's files below a limit. The caller makes sure that only one call at a time is for an owner, and
 * keeps the record of what was promised.
 */
interface QuotaDriver {

    /** As settings name it. */
    String name();

    /** Whether the kernel holds owners to their limit. */
    default boolean enforces() {
        return true;
    }

    /** Whether a number of files can be a limit, beside the bytes. */
    default boolean limitsInodes() {
        return true;
    }

    /** Why it cannot be used on this host, as far as that shows without writing anything; empty when it may work. */
    Optional<String> obstacle();

    /** Whether it keeps the storage of this owner, mounted or not. */
    boolean holds(String owner, Optional<DiskRecord> record);

    /** Whether the folder shows what is stored; after a reboot it may have to be made accessible first. */
    default boolean accessible(String owner) {
        return true;
    }

    /** Makes the storage, or makes one that exists accessible again, and holds it to the limit of the record. */
    void ensure(String owner, DiskRecord record);

    /** Holds the storage to the limit of the record from now on, while it is in use. */
    void resize(String owner, DiskRecord record);

    /**
     * Says which users the owner's containers have, by their UIDs inside. There is nothing to do where the owner's files
     * are counted whoever owns them.
     */
    default void count(String owner, DiskRecord record, Set<Integer> users) {}

    /** What is used now; takes the same time whatever the number of files. */
    DiskUsage usage(String owner, DiskRecord record);

    /** What is used now, when files that were deleted a moment ago must not count; may take longer. */
    default DiskUsage settledUsage(String owner, DiskRecord record) {
        return usage(owner, record);
    }

    /** How much of the host's disk the storage takes now, whether it is accessible or not. */
    DataSize taken(String owner, DiskRecord record);

    /**
     * Lets the storage take no more of the host's disk than it has, or again what its limit allows. There is nothing to do
     * where the host's own file system refuses what it has no room for.
     */
    default void allowGrowth(String owner, DiskRecord record, boolean allowed) {}

    /** Removes the storage and all that is in it, so that nothing of it is counted for anybody; none is fine. */
    void remove(String owner, Optional<DiskRecord> record);
}
