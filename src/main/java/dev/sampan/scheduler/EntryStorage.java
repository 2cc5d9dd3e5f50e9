package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.StorageEntries;
import dev.sampan.app.StorageEntry;
import dev.sampan.app.VolumeMount;
import dev.sampan.app.VolumeMounts;
import dev.sampan.container.Containers;
import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import dev.sampan.container.StorageLimit;
import dev.sampan.container.StorageUsage;
import dev.sampan.unit.DataSize;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** The files of storage entries: each has a disk with a limit of its own, lent to the containers that mount it. */
@Service
public class EntryStorage {

    /** Who owns the disk of an entry; no app can have a name with `_`. */
    private static final String OWNER = "storage_";

    private final Containers containers;
    private final StorageEntries entries;
    private final VolumeMounts mounts;

    /** Those whose disks this process has made, or found. */
    private final Set<EntryName> made = ConcurrentHashMap.newKeySet();

    private final Map<EntryName, Lock> locks = new ConcurrentHashMap<>();

    EntryStorage(Containers containers, StorageEntries entries, VolumeMounts mounts) {
        this.containers = containers;
        this.entries = entries;
        this.mounts = mounts;
    }

    /**
     * An entry as a container sees it; its disk is made when it is not there.
     *
     * @throws RefusedException when there is no such entry
     */
    Mount mount(EntryName name, String target, boolean readOnly) {
        Storage lent =
                locked(
                        name,
                        () -> {
                            StorageEntry entry = entries.require(name);
                            return containers.lentStorage(
                                    owner(name), StorageLimit.of(entry.size()));
                        });
        return new Mount(lent.lent(), target, readOnly, Optional.of(lent.owner()));
    }

    /** Makes the disk of an entry when it is not there, and gives it the size that is wanted. */
    public Storage prepare(EntryName name) {
        return locked(
                name,
                () -> {
                    StorageLimit limit = StorageLimit.of(entries.require(name).size());
                    Storage lent = containers.lentStorage(owner(name), limit);
                    containers.resizeStorage(owner(name), limit);
                    made.add(name);
                    return lent;
                });
    }

    /** Gives an entry another size at once; what cannot be had is not kept either. */
    public void resize(EntryName name, DataSize size) {
        DataSize before = entries.require(name).size();
        entries.resize(name, size);
        boolean done = false;
        try {
            var _ = prepare(name);
            done = true;
        } finally {
            if (!done) {
                entries.resize(name, before);
            }
        }
    }

    /** What the files of the entries take that an app mounts. */
    public SortedMap<EntryName, StorageUsage> usages(AppName app) {
        SortedMap<EntryName, StorageUsage> usages = new TreeMap<>();
        for (VolumeMount mount : mounts.of(app)) {
            if (mount.shared()) {
                EntryName name = new EntryName(mount.volume());
                if (!made.contains(name)) {
                    var _ = prepare(name);
                }
                usages.put(name, usage(name));
            }
        }
        return usages;
    }

    /** What the files of an entry take, which has to be prepared. */
    public StorageUsage usage(EntryName name) {
        return containers.storageUsage(owner(name));
    }

    /**
     * Whose processes see an entry now, also when it was unmounted since they were started: names of apps, or the command
     * that started them.
     */
    public Set<String> seenBy(EntryName name) {
        return containers.borrowers(owner(name)).stream()
                .map(owner -> owner.indexOf('_') < 0 ? owner : "storage:exec")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Deletes the files of an entry that is doomed, and forgets it. */
    public void destroy(EntryName name) {
        locked(
                name,
                () -> {
                    made.remove(name);
                    containers.destroyStorage(owner(name));
                    entries.remove(name);
                    return name;
                });
    }

    private static String owner(EntryName name) {
        return OWNER + name;
    }

    private <T> T locked(EntryName name, Supplier<T> work) {
        Lock lock = locks.computeIfAbsent(name, _ -> new ReentrantLock());
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
