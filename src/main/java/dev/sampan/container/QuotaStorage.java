package dev.sampan.container;

import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespaces;
import dev.sampan.quota.DiskLimit;
import dev.sampan.quota.DiskQuotaExceededException;
import dev.sampan.quota.DiskQuotas;
import dev.sampan.quota.DiskUsage;
import dev.sampan.quota.UidLease;
import dev.sampan.quota.UidPool;
import dev.sampan.unit.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Owners' disk space with a UID block from the pool and a quota. */
final class QuotaStorage implements OwnerStorage {

    private final UidPool pool;

    /** The driver that knows root and the user of applications only. */
    private static final String COUNTS_TWO_USERS = "uid";

    private final DiskQuotas quotas;
    private final UserNamespaces namespaces;
    private final SampanHome home;
    private final Map<String, Storage> known = new ConcurrentHashMap<>();

    QuotaStorage(UidPool pool, DiskQuotas quotas, UserNamespaces namespaces, SampanHome home) {
        this.pool = pool;
        this.quotas = quotas;
        this.namespaces = namespaces;
        this.home = home;
    }

    @Override
    public Storage ensure(String owner, StorageLimit limit) {
        UidLease lease = pool.lease(owner);
        Path root = quotas.ensure(owner, lease, disk(limit));
        Storage storage = new Storage(owner, root, lease.firstUid());
        known.put(owner, storage);
        return storage;
    }

    @Override
    public Storage require(String owner) {
        return find(owner).orElseThrow(() -> missing(owner));
    }

    @Override
    public Optional<Storage> find(String owner) {
        return Optional.ofNullable(known.get(owner)).or(() -> findOnDisk(owner));
    }

    /** Made before this control plane was started. */
    private Optional<Storage> findOnDisk(String owner) {
        Path root = home.resolve("apps", owner);
        return Files.isDirectory(root)
                ? pool.find(owner).map(lease -> new Storage(owner, root, lease.firstUid()))
                : Optional.empty();
    }

    private static ContainerStartException missing(String owner) {
        return new ContainerStartException(
                "'%s' has no storage. Make it before its first container".formatted(owner));
    }

    @Override
    public void resize(String owner, StorageLimit limit) {
        try {
            quotas.resize(owner, disk(limit));
        } catch (DiskQuotaExceededException e) {
            throw new StorageLimitException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public StorageUsage usage(String owner) {
        DiskUsage usage = quotas.usage(owner);
        return new StorageUsage(usage.used(), usage.limit(), usage.inodes(), usage.inodeLimit());
    }

    @Override
    public void keep(String owner, DataSize kept) {
        quotas.keep(owner, kept);
    }

    private static DiskLimit disk(StorageLimit limit) {
        return limit.inodes().isPresent()
                ? new DiskLimit(limit.bytes(), limit.inodes().getAsLong())
                : DiskLimit.of(limit.bytes());
    }

    @Override
    public void destroy(String owner) {
        Optional<UidLease> lease = pool.find(owner);
        known.remove(owner);
        lease.ifPresent(block -> namespaces.release(block.firstUid()));
        quotas.remove(owner);
        lease.ifPresent(_ -> pool.release(owner));
    }

    @Override
    public boolean countsEveryUser() {
        return !quotas.driver().equals(COUNTS_TWO_USERS);
    }
}
