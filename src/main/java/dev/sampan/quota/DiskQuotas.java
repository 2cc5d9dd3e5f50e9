package dev.sampan.quota;

import dev.sampan.host.Errno;
import dev.sampan.host.PosixException;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Gives each owner a part of the disk that the kernel keeps within a limit.
 *
 * <p>Below the folder of an owner stand `volumes`, `cache` and `build`, which belong to the root user of the owner's
 * containers, and `upper` and `logs`, which belong to the host.
 */
@Component
public final class DiskQuotas {

    private final QuotaFiles files;
    private final DiskRecords records;
    private final HostSpace space;
    private final QuotaChoice choice;
    private final List<QuotaDriver> drivers;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    DiskQuotas(
            QuotaFiles files,
            DiskRecords records,
            HostSpace space,
            QuotaChoice choice,
            List<QuotaDriver> drivers) {
        this.files = files;
        this.records = records;
        this.space = space;
        this.choice = choice;
        this.drivers = List.copyOf(drivers);
    }

    /** As {@link #ensure(String, UidLease, DiskLimit)} with the number of files that follows from the bytes. */
    public Path ensure(String owner, UidLease lease, DataSize limit) {
        return ensure(owner, lease, DiskLimit.of(limit));
    }

    /**
     * The folder of an owner, made when it is new; after a restart of the host it is mounted again and keeps its limit.
     *
     * @throws DiskLimitException when the limit is one that the driver cannot keep
     * @throws HostDiskFullException when the host's disk has too little space left for the limit
     */
    public Path ensure(String owner, UidLease lease, DiskLimit limit) {
        return locked(
                owner,
                () -> {
                    Optional<DiskRecord> found = records.find(owner);
                    Optional<QuotaDriver> holder = holder(owner, found);
                    QuotaDriver driver = holder.orElseGet(choice::driver);
                    Optional<DiskRecord> kept = holder.flatMap(_ -> found);
                    DiskRecord record = kept.orElseGet(() -> promise(driver, lease, limit));
                    driver.ensure(owner, record);
                    Path root = files.root(owner);
                    if (kept.isEmpty()) {
                        records.write(owner, record);
                        OwnerFolders.prepare(root, lease);
                        // The folders made just now count too.
                        driver.ensure(owner, record);
                    } else {
                        OwnerFolders.prepare(root, lease);
                    }
                    return root;
                });
    }

    /** As {@link #resize(String, DiskLimit)}; a number of files that somebody chose stays. */
    public void resize(String owner, DataSize limit) {
        locked(
                owner,
                () -> {
                    resize(
                            owner,
                            records.find(owner)
                                    .map(record -> record.limit().withBytes(limit))
                                    .orElseGet(() -> DiskLimit.of(limit)));
                    return owner;
                });
    }

    /**
     * Changes the limit at once, while the folder is in use.
     *
     * @throws DiskQuotaExceededException when more than that is used already
     * @throws DiskLimitException when the limit is one that the driver cannot keep
     * @throws HostDiskFullException when the host's disk has too little space left for the limit
     */
    public void resize(String owner, DiskLimit limit) {
        locked(
                owner,
                () -> {
                    Optional<DiskRecord> found = records.find(owner);
                    QuotaDriver driver = require(owner, found);
                    DiskRecord record = record(owner, driver, found);
                    DiskRecord changed = record.with(possible(owner, limit, driver));
                    if (changed.equals(record)) {
                        return owner; // another limit was changed: the disk need not be asked
                    }
                    refuseBelowUse(
                            owner, driver.settledUsage(owner, record).with(record.kept()), limit);
                    long more = limit.bytes().bytes() - record.limit().bytes().bytes();
                    if (more > 0) {
                        space.require(owner, DataSize.ofBytes(more), promised());
                    }
                    driver.resize(owner, changed);
                    records.write(owner, changed);
                    return owner;
                });
    }

    /**
     * Counts what the host keeps for an owner elsewhere, such as its source, for its limit: what is left for its folder
     * becomes less, at once.
     */
    public void keep(String owner, DataSize kept) {
        locked(
                owner,
                () -> {
                    Optional<DiskRecord> found = records.find(owner);
                    QuotaDriver driver = require(owner, found);
                    DiskRecord record = record(owner, driver, found);
                    DiskRecord changed = record.keeping(kept);
                    if (!changed.equals(record) && driver.enforces()) {
                        records.write(owner, changed);
                        if (driver.accessible(owner)) {
                            driver.resize(owner, changed);
                        }
                    }
                    return owner;
                });
    }

    /**
     * Counts the files of users of an owner's containers for its limit, before any of them writes one.
     *
     * @param users their UIDs inside
     */
    public void count(String owner, Set<Integer> users) {
        locked(
                owner,
                () -> {
                    Optional<DiskRecord> found = records.find(owner);
                    QuotaDriver driver = require(owner, found);
                    driver.count(owner, record(owner, driver, found), users);
                    return owner;
                });
    }

    /**
     * Asks the file system, and adds what is kept elsewhere; the folder must have been made accessible by {@link
     * #ensure}.
     */
    public DiskUsage usage(String owner) {
        Optional<DiskRecord> found = records.find(owner);
        QuotaDriver driver = require(owner, found);
        DiskRecord record = record(owner, driver, found);
        return driver.usage(owner, record).with(record.kept());
    }

    /** Removes the folder, all that is in it, and its mount; does nothing when there is none. */
    public void remove(String owner) {
        locked(
                owner,
                () -> {
                    Optional<DiskRecord> record = records.find(owner);
                    drivers.forEach(driver -> driver.remove(owner, record));
                    records.delete(owner);
                    return owner;
                });
    }

    /** Which driver new owners get, and why; found out now, by writing, when it is not known. */
    public QuotaDecision decision() {
        return choice.decision();
    }

    /** The name of the driver that new owners get. */
    public String driver() {
        return decision().driver();
    }

    /** Whether the kernel holds new owners to their limit. */
    public boolean enforced() {
        return decision().enforced();
    }

    /** Lets all owners take no more of the host's disk than they have, or again what their limits allow. */
    void allowGrowth(boolean allowed) {
        for (String owner : records.owners()) {
            locked(
                    owner,
                    () -> {
                        Optional<DiskRecord> found = records.find(owner);
                        found.ifPresent(
                                record ->
                                        holder(owner, found)
                                                .ifPresent(
                                                        driver ->
                                                                driver.allowGrowth(
                                                                        owner, record, allowed)));
                        return owner;
                    });
        }
    }

    private DiskRecord promise(QuotaDriver driver, UidLease lease, DiskLimit limit) {
        if (driver.enforces()) {
            possible(lease.owner(), limit, driver);
            space.require(lease.owner(), limit.bytes(), promised());
        }
        return new DiskRecord(driver.name(), limit, lease.firstUid());
    }

    private static DiskLimit possible(String owner, DiskLimit limit, QuotaDriver driver) {
        if (driver.enforces() && !driver.limitsInodes() && !limit.hasDefaultInodes()) {
            throw new DiskLimitException(
                    "The files of '%s' cannot be limited to %d: quota driver '%s' limits only what they take of the disk. Leave the number of files out and set the bytes (--disk), which hold files back, too"
                            .formatted(owner, limit.inodes(), driver.name()));
        }
        return limit.requireEnough(owner);
    }

    /** What all owners may still take of the host's disk. */
    private DataSize promised() {
        long promised = 0;
        for (String owner : records.owners()) {
            Optional<DiskRecord> found = records.find(owner);
            Optional<QuotaDriver> driver = holder(owner, found);
            if (driver.isPresent()) {
                promised += promisedTo(owner, driver.get(), record(owner, driver.get(), found));
            }
        }
        return DataSize.ofBytes(promised);
    }

    private static long promisedTo(String owner, QuotaDriver driver, DiskRecord record) {
        try {
            long taken = driver.taken(owner, record).bytes();
            return Math.max(0, record.held().bytes() - taken);
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return 0; // removed a moment ago
            }
            throw e;
        }
    }

    private static void refuseBelowUse(String owner, DiskUsage usage, DiskLimit limit) {
        if (usage.used().compareTo(limit.bytes()) > 0) {
            throw DiskQuotaExceededException.ofBytes(owner, usage.used(), limit.bytes());
        }
        usage.inodes()
                .ifPresent(
                        inodes -> {
                            if (inodes > limit.inodes()) {
                                throw DiskQuotaExceededException.ofInodes(
                                        owner, inodes, limit.inodes());
                            }
                        });
    }

    /** What was promised; without a record only folders that nothing limits are known. */
    private DiskRecord record(String owner, QuotaDriver driver, Optional<DiskRecord> found) {
        if (found.isPresent()) {
            return found.get();
        }
        if (driver.enforces()) {
            throw new DiskQuotaException(
                    "The disk limit of '%s' is not known: '%s' is missing. Deploy the app to have it set again"
                            .formatted(owner, files.record(owner)),
                    null);
        }
        return new DiskRecord(driver.name(), DiskLimit.of(DiskLimit.LEAST_BYTES), 0);
    }

    private Optional<QuotaDriver> holder(String owner, Optional<DiskRecord> record) {
        return drivers.stream().filter(driver -> driver.holds(owner, record)).findFirst();
    }

    private QuotaDriver require(String owner, Optional<DiskRecord> record) {
        return holder(owner, record)
                .orElseThrow(
                        () ->
                                new DiskQuotaException(
                                        "'%s' has no disk space yet".formatted(owner), null));
    }

    private <R> R locked(String owner, Supplier<R> action) {
        ReentrantLock lock = locks.computeIfAbsent(owner, _ -> new ReentrantLock());
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
