package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.util.Optional;

/** One way to keep an owner's files below a limit. The caller makes sure that only one call at a time is for an owner. */
interface QuotaDriver {

    /** As settings name it. */
    String name();

    /** Whether the kernel holds owners to their limit. */
    boolean enforces();

    /** Why it cannot be used on this host; empty when it can. */
    Optional<String> obstacle();

    /** Whether it keeps the storage of this owner, mounted or not. */
    boolean holds(String owner);

    /** Makes the storage, or makes one that exists accessible again; an existing one keeps its limit. */
    void ensure(String owner, DataSize limit);

    /**
     * Changes the limit while the storage is in use.
     *
     * @throws DiskQuotaExceededException when more is used already
     */
    void resize(String owner, DataSize limit);

    DiskUsage usage(String owner);

    /** Removes the storage and all that is in it; does nothing when there is none. */
    void remove(String owner);
}
