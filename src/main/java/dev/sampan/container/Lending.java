package dev.sampan.container;

import dev.sampan.host.RootFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Storage of which containers of other owners see a folder. Whether they do is told by a folder below their bundle, so
 * it is known after a restart, too; nothing is destroyed while somebody sees it.
 */
final class Lending {

    private final OwnerStorage storage;
    private final ContainerFiles files;
    private final ContainerRecords records;

    /** Starting a container that sees it shares the lock. */
    private final Map<String, ReadWriteLock> locks = new ConcurrentHashMap<>();

    Lending(OwnerStorage storage, ContainerFiles files) {
        this.storage = storage;
        this.files = files;
        this.records = new ContainerRecords(files);
    }

    /** Keeps what a container sees from being destroyed until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** The storage of a lender, made with its folder when it is new. */
    synchronized Storage ensure(String lender, StorageLimit limit) {
        Storage made = storage.ensure(lender, limit);
        try (RootFolder volumes = new RootFolder(made.volumes())) {
            if (!volumes.exists(Storage.LENT)) {
                int owner = made.hostUid(Storage.LENT_TO);
                volumes.makeFolder(Storage.LENT, owner, owner);
            }
        }
        return made;
    }

    Held hold(ContainerSpec spec) {
        List<Lock> held = new ArrayList<>();
        spec.mounts().stream()
                .flatMap(mount -> mount.lender().stream())
                .distinct()
                .sorted()
                .forEach(
                        lender -> {
                            Lock lock = lock(lender).readLock();
                            lock.lock();
                            held.add(lock);
                        });
        return () -> held.forEach(Lock::unlock);
    }

    /** The owners of containers that see storage of this one. */
    Set<String> borrowers(String lender) {
        Set<String> owners = new TreeSet<>();
        for (String id : files.ids()) {
            if (files.lenders(id).contains(lender)) {
                owners.add(records.read(id).map(ContainerRecord::owner).orElse(id));
            }
        }
        return owners;
    }

    /**
     * Destroys the storage of an owner.
     *
     * @throws StorageInUseException when containers of others see it
     */
    void destroy(String owner) {
        Lock lock = lock(owner).writeLock();
        lock.lock();
        try {
            Set<String> borrowers = borrowers(owner);
            if (!borrowers.isEmpty()) {
                throw new StorageInUseException(owner, borrowers);
            }
            storage.destroy(owner);
        } finally {
            lock.unlock();
        }
    }

    private ReadWriteLock lock(String owner) {
        return locks.computeIfAbsent(owner, _ -> new ReentrantReadWriteLock());
    }
}
