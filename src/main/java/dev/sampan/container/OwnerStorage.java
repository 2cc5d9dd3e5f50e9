package dev.sampan.container;

/** The disk space of owners. */
interface OwnerStorage {

    Storage ensure(String owner, StorageLimit limit);

    /**
     * The storage that was made before.
     *
     * @throws ContainerStartException when there is none
     */
    Storage require(String owner);

    void resize(String owner, StorageLimit limit);

    StorageUsage usage(String owner);

    void destroy(String owner);
}
