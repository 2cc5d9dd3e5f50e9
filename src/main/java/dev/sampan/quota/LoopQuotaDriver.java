package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.FileSystemUse;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.Inodes;
import dev.sampan.host.MountPoint;
import dev.sampan.host.Mounts;
import dev.sampan.host.Posix;
import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives each owner a small ext4 file system of its own in a file; works on every host file system.
 *
 * <p>The file system is larger than the limit, much larger when the file is sparse; the difference is held back by ext4's
 * `reserved_clusters`, which nobody can use and which changes while the file system is in use. So the limit is exact to the
 * block and can be lowered as well as raised without stopping anything, although ext4 itself cannot shrink while mounted.
 * Only a limit above the size of the file system makes it grow, which the kernel allows to those with CAP_SYS_RESOURCE.
 *
 * <p>Files are counted for a project inside that file system, where the kernel can do that; elsewhere {@link HeldInodes}
 * takes what an owner chose not to have, and an owner that chose nothing has what the file system was made for.
 */
@Component
@Order(40)
final class LoopQuotaDriver implements QuotaDriver {

    private final CommandRunner commands;
    private final Mounts mounts;
    private final QuotaFiles files;
    private final LoopImages images;

    LoopQuotaDriver(
            CommandRunner commands, Mounts mounts, QuotaFiles files, QuotaProperties properties) {
        this.commands = commands;
        this.mounts = mounts;
        this.files = files;
        this.images = new LoopImages(commands, files, properties);
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Optional<String> obstacle() {
        if (!Files.isWritable(Path.of("/dev/loop-control"))) {
            return Optional.of("'/dev/loop-control' is missing or not writable");
        }
        return Files.isDirectory(Path.of("/sys/fs/ext4"))
                ? Optional.empty()
                : Optional.of("the kernel has no ext4 ('/sys/fs/ext4' is missing)");
    }

    @Override
    public boolean holds(String owner, Optional<DiskRecord> record) {
        return images.has(owner);
    }

    @Override
    public void ensure(String owner, DiskRecord record) {
        Path root = files.root(owner);
        try {
            if (!images.has(owner)) {
                images.create(owner, record.limit());
            }
            if (!isMounted(owner)) {
                Files.createDirectories(root);
                images.fit(owner, record.limit().bytes());
                images.mount(owner);
                apply(owner, record);
            }
        } catch (IOException e) {
            throw failure("make", owner, e);
        }
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        requireMounted(owner);
        try {
            apply(owner, record);
        } catch (IOException e) {
            throw failure("resize", owner, e);
        }
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        requireMounted(owner);
        Path root = files.root(owner);
        FileSystemUse use = Posix.fileSystem(root);
        DataSize used = DataSize.ofBytes(use.size() - use.free());
        Optional<DataSize> limit = Optional.of(record.limit().bytes());
        if (counts(root)) {
            Quotactl.Use counted = Quotactl.get(root, Quotactl.Kind.PROJECT, LoopImages.PROJECT);
            return new DiskUsage(
                    used,
                    limit,
                    OptionalLong.of(counted.inodes()),
                    OptionalLong.of(counted.inodeLimit()));
        }
        HeldInodes held = new HeldInodes(root);
        return new DiskUsage(
                used, limit, OptionalLong.of(held.used()), OptionalLong.of(held.left()));
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return DataSize.ofBytes(Inodes.allocated(files.disk(owner)));
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        Path root = files.root(owner);
        try {
            if (!images.has(owner) && !Files.exists(files.unfinishedDisk(owner))) {
                return;
            }
            while (mountedAt(root).isPresent()) {
                new Unmounting(commands).unmount(root);
            }
            images.delete(owner);
            FolderTrees.delete(root);
        } catch (IOException e) {
            throw failure("remove", owner, e);
        }
    }

    /** An image that finds no room on the host loses what was written to it, so writers are stopped before. */
    @Override
    public void allowGrowth(String owner, DiskRecord record, boolean allowed) {
        Path root = files.root(owner);
        try {
            if (isMounted(owner) && !images.reserved(owner)) {
                holdBack(
                        root, device(owner), allowed ? record.held() : usage(owner, record).used());
            }
        } catch (IOException e) {
            throw failure("hold back", owner, e);
        }
    }

    private void apply(String owner, DiskRecord record) throws IOException {
        Path root = files.root(owner);
        grow(owner, record.limit().bytes());
        limitInodes(owner, record.limit());
        holdBack(root, device(owner), record.held());
    }

    private void limitInodes(String owner, DiskLimit limit) throws IOException {
        Path root = files.root(owner);
        // Asked through the file system, it would be what its project may have now.
        long made = DiskImage.inodes(Path.of(device(owner)));
        if (limit.inodes() > made && !limit.hasDefaultInodes()) {
            throw new DiskLimitException(
                    "The disk of '%s' has room for the names of %d files, so %d cannot be allowed. Choose a lower limit of files, a higher one of bytes, which makes room for more, or make the app anew with this one"
                            .formatted(owner, made, limit.inodes()));
        }
        if (counts(root)) {
            Quotactl.limit(root, Quotactl.Kind.PROJECT, LoopImages.PROJECT, 0, limit.inodes());
            return;
        }
        new HeldInodes(root).leave(limit.hasDefaultInodes() ? made : limit.inodes());
    }

    private static boolean counts(Path root) {
        return Quotactl.obstacle(root, Quotactl.Kind.PROJECT).isEmpty();
    }

    private void grow(String owner, DataSize limit) throws IOException {
        if (totalSpace(files.root(owner)) >= limit.bytes()) {
            return;
        }
        images.grow(owner, device(owner), limit);
    }

    /** Keeps from everybody what lies above the limit; the kernel forgets this when the disk is unmounted. */
    private static void holdBack(Path root, String device, DataSize limit) throws IOException {
        Path reserved =
                Path.of("/sys/fs/ext4")
                        .resolve(Path.of(device).getFileName())
                        .resolve("reserved_clusters");
        long clusters = (totalSpace(root) - limit.bytes()) / LoopImages.BLOCK;
        Files.writeString(reserved, Long.toString(clusters));
    }

    private static long totalSpace(Path root) {
        return Posix.fileSystem(root).size();
    }

    private boolean isMounted(String owner) throws IOException {
        Path root = files.root(owner);
        return Files.isDirectory(root)
                && !Files.getAttribute(root, "unix:dev")
                        .equals(Files.getAttribute(files.roots(), "unix:dev"));
    }

    @Override
    public boolean accessible(String owner) {
        try {
            return isMounted(owner);
        } catch (IOException e) {
            throw failure("read", owner, e);
        }
    }

    private void requireMounted(String owner) {
        if (!accessible(owner)) {
            throw notMounted(owner);
        }
    }

    /** The device mounted at a folder, the uppermost when there are several. */
    private Optional<String> mountedAt(Path folder) {
        return mounts.list().stream()
                .filter(mount -> mount.target().equals(folder))
                .map(MountPoint::source)
                .reduce((_, last) -> last);
    }

    private String device(String owner) {
        return mountedAt(files.root(owner)).orElseThrow(() -> notMounted(owner));
    }

    private DiskQuotaException notMounted(String owner) {
        return new DiskQuotaException(
                "The disk of '%s' is not mounted at '%s'".formatted(owner, files.root(owner)),
                null);
    }

    private static UncheckedIOException failure(String verb, String owner, IOException e) {
        return new UncheckedIOException(
                "Cannot %s the disk of '%s': %s".formatted(verb, owner, e.getMessage()), e);
    }
}
