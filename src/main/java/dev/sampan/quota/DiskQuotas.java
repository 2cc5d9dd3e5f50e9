package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final List<String> OWNED = List.of("volumes", "cache", "build");
    private static final List<String> HOST_OWNED = List.of("upper", "logs");

    private final QuotaFiles files;
    private final QuotaProperties properties;
    private final List<QuotaDriver> drivers;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    DiskQuotas(QuotaFiles files, QuotaProperties properties, List<QuotaDriver> drivers) {
        this.files = files;
        this.properties = properties;
        this.drivers = List.copyOf(drivers);
    }

    /**
     * The folder of an owner, made when it is new; after a restart of the host it is mounted again and keeps its limit.
     *
     * @throws HostDiskFullException when the host's disk has too little space left for the limit
     */
    public Path ensure(String owner, UidLease lease, DataSize limit) {
        return locked(
                owner,
                () -> {
                    holder(owner).orElseGet(this::chosen).ensure(owner, limit);
                    Path root = files.root(owner);
                    prepare(root, lease);
                    return root;
                });
    }

    /**
     * Changes the limit at once, while the folder is in use.
     *
     * @throws DiskQuotaExceededException when more than that is used already
     */
    public void resize(String owner, DataSize limit) {
        locked(
                owner,
                () -> {
                    require(owner).resize(owner, limit);
                    return owner;
                });
    }

    /** Asks the file system; the folder must have been made accessible by {@link #ensure}. */
    public DiskUsage usage(String owner) {
        return require(owner).usage(owner);
    }

    /** Removes the folder, all that is in it, and its mount; does nothing when there is none. */
    public void remove(String owner) {
        locked(
                owner,
                () -> {
                    drivers.forEach(driver -> driver.remove(owner));
                    return owner;
                });
    }

    /** The name of the driver that new owners get. */
    public String driver() {
        return chosen().name();
    }

    /** Whether the kernel holds new owners to their limit. */
    public boolean enforced() {
        return chosen().enforces();
    }

    private QuotaDriver chosen() {
        if (!properties.driver().equals("auto")) {
            return drivers.stream()
                    .filter(driver -> driver.name().equals(properties.driver()))
                    .findFirst()
                    .map(this::usable)
                    .orElseThrow(
                            () ->
                                    new DiskQuotaException(
                                            "sampan.disk-quota.driver is '%s'. Choose auto, %s"
                                                    .formatted(properties.driver(), names()),
                                            null));
        }
        return drivers.stream()
                .filter(driver -> driver.enforces() && driver.obstacle().isEmpty())
                .findFirst()
                .orElseThrow(
                        () ->
                                new DiskQuotaException(
                                        "No disk quota works on this host: %s. Set sampan.disk-quota.driver to 'none' to go without limits"
                                                .formatted(obstacles()),
                                        null));
    }

    private QuotaDriver usable(QuotaDriver driver) {
        driver.obstacle()
                .ifPresent(
                        reason -> {
                            throw new DiskQuotaException(
                                    "Quota driver '%s' does not work on this host: %s"
                                            .formatted(driver.name(), reason),
                                    null);
                        });
        return driver;
    }

    private String names() {
        return String.join(" or ", drivers.stream().map(QuotaDriver::name).toList());
    }

    private String obstacles() {
        return String.join(
                "; ",
                drivers.stream()
                        .flatMap(d -> d.obstacle().map(why -> d.name() + ": " + why).stream())
                        .toList());
    }

    private Optional<QuotaDriver> holder(String owner) {
        return drivers.stream().filter(driver -> driver.holds(owner)).findFirst();
    }

    private QuotaDriver require(String owner) {
        return holder(owner)
                .orElseThrow(
                        () ->
                                new DiskQuotaException(
                                        "'%s' has no disk space yet".formatted(owner), null));
    }

    private static void prepare(Path root, UidLease lease) {
        try {
            setMode(root);
            for (String name : OWNED) {
                Path folder = root.resolve(name);
                if (make(folder)) {
                    Files.setAttribute(
                            folder, "unix:uid", lease.hostUid(0), LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(
                            folder, "unix:gid", lease.hostUid(0), LinkOption.NOFOLLOW_LINKS);
                }
            }
            for (String name : HOST_OWNED) {
                make(root.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot prepare '%s': %s".formatted(root, e.getMessage()), e);
        }
    }

    private static boolean make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            setMode(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Containers get at what is mounted into them; nobody on the host lists what there is. */
    private static void setMode(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
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
