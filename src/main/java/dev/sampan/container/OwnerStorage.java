package dev.sampan.container;

import dev.sampan.unit.DataSize;

/** The disk space of owners. */
interface OwnerStorage {

    Storage ensure(String owner, DataSize limit);

    /**
     * The storage that was made before.
     *
     * @throws ContainerStartException when there is none
     */
    Storage require(String owner);

    void resize(String owner, DataSize limit);

    StorageUsage usage(String owner);

    void destroy(String owner);
}
