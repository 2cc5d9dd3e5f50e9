package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.Set;

/** The disk space of owners. */
interface OwnerStorage {

    Storage ensure(String owner, StorageLimit limit);

    /**
     * The storage that was made before.
     *
     * @throws ContainerStartException when there is none
     */
    Storage require(String owner);

    /** The storage that was made before, if there is any. */
    Optional<Storage> find(String owner);

    void resize(String owner, StorageLimit limit);

    StorageUsage usage(String owner);

    /** Counts what is kept for an owner elsewhere for its limit. */
    void keep(String owner, DataSize kept);

    /** Counts the files of users inside the owner's containers for its limit, before any of them writes one. */
    void count(String owner, Set<Integer> users);

    void destroy(String owner);

    /** Whether what any user of an owner's block writes counts for its limit, and not only what two of them write. */
    default boolean countsEveryUser() {
        return true;
    }
}
