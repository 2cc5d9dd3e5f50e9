package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.MountPoint;
import dev.sampan.host.Mounts;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives each owner a small ext4 file system of its own in a sparse file; works on every host file system.
 *
 * <p>The file system is larger than the limit; the difference is held back by ext4's `reserved_clusters`, which nobody can
 * use and which changes while the file system is in use. So the limit is exact to the block and can be lowered as well as
 * raised without stopping anything, although ext4 itself cannot shrink while mounted. What is never written takes no space
 * on the host. Only a limit above the size of the file system makes it grow, which the kernel allows to those with
 * CAP_SYS_RESOURCE.
 */
@Component
@Order(10)
final class LoopQuotaDriver implements QuotaDriver {

    private static final long BLOCK = 4096;
    private static final DataSize LEAST = DataSize.ofMebibytes(16);
    private static final long LEAST_ROOM = 15L << 30;
    private static final long MOST_ROOM = 256L << 30;

    private final CommandRunner commands;
    private final Mounts mounts;
    private final QuotaFiles files;
    private final DiskLimits limits;
    private final HostSpace space;

    LoopQuotaDriver(
            CommandRunner commands,
            Mounts mounts,
            QuotaFiles files,
            DiskLimits limits,
            HostSpace space) {
        this.commands = commands;
        this.mounts = mounts;
        this.files = files;
        this.limits = limits;
        this.space = space;
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public boolean enforces() {
        return true;
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
    public boolean holds(String owner) {
        return Files.exists(files.disk(owner));
    }

    @Override
    public void ensure(String owner, DataSize limit) {
        Path root = files.root(owner);
        try {
            boolean fresh = !holds(owner);
            if (fresh) {
                create(owner, requireEnough(owner, limit));
            }
            if (mountedAt(root).isEmpty()) {
                Files.createDirectories(root);
                mount(owner);
                grow(owner, limits.read(owner));
                holdBack(owner, limits.read(owner));
            }
        } catch (IOException e) {
            throw failure("make", owner, e);
        }
    }

    @Override
    public void resize(String owner, DataSize limit) {
        requireEnough(owner, limit);
        DiskUsage usage = usage(owner);
        if (usage.used().compareTo(limit) > 0) {
            throw new DiskQuotaExceededException(owner, usage.used(), limit);
        }
        try {
            long more = limit.bytes() - limits.read(owner).bytes();
            if (more > 0) {
                space.require(owner, DataSize.ofBytes(more));
            }
            grow(owner, limit);
            limits.write(owner, limit);
            holdBack(owner, limit);
        } catch (IOException e) {
            throw failure("resize", owner, e);
        }
    }

    @Override
    public DiskUsage usage(String owner) {
        device(owner);
        try {
            FileStore store = Files.getFileStore(files.root(owner));
            return new DiskUsage(
                    DataSize.ofBytes(store.getTotalSpace() - store.getUnallocatedSpace()),
                    Optional.of(limits.read(owner)));
        } catch (IOException e) {
            throw failure("read", owner, e);
        }
    }

    @Override
    public void remove(String owner) {
        Path root = files.root(owner);
        try {
            while (mountedAt(root).isPresent()) {
                new Unmounting(commands).unmount(root);
            }
            if (holds(owner)) {
                for (String device : commands.run(new LoopDeviceCommand(files.disk(owner)))) {
                    commands.run(Command.of("losetup", "--detach", device));
                }
            }
            Files.deleteIfExists(files.disk(owner));
            Files.deleteIfExists(files.unfinishedDisk(owner));
            Files.deleteIfExists(files.limit(owner));
        } catch (IOException e) {
            throw failure("remove", owner, e);
        }
    }

    /**
     * The size of a new disk: room for a limit eight times as high. Inode tables and the journal take about a fifteenth;
     * they too are written only as far as they are used.
     */
    static long imageSize(DataSize limit) {
        long room = limit.bytes() + Math.clamp(7 * limit.bytes(), LEAST_ROOM, MOST_ROOM);
        long size = room + room / 14 + (32L << 20);
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private void create(String owner, DataSize limit) throws IOException {
        Files.createDirectories(files.disks());
        space.require(owner, limit);
        Path unfinished = files.unfinishedDisk(owner);
        Files.deleteIfExists(unfinished);
        setSize(unfinished, imageSize(limit));
        commands.run(new MakeFileSystemCommand(unfinished));
        limits.write(owner, limit);
        Files.move(unfinished, files.disk(owner), StandardCopyOption.ATOMIC_MOVE);
    }

    private void mount(String owner) {
        MountDiskCommand mount = new MountDiskCommand(files.disk(owner), files.root(owner));
        try {
            commands.run(mount);
        } catch (CommandFailedException e) {
            // After a crash of the host the file system may need a repair beyond its journal.
            commands.run(Command.of("e2fsck", "-p", files.disk(owner).toString()));
            commands.run(mount);
        }
    }

    private void grow(String owner, DataSize limit) throws IOException {
        if (totalSpace(owner) >= limit.bytes()) {
            return;
        }
        String device = device(owner);
        setSize(files.disk(owner), imageSize(limit));
        commands.run(Command.of("losetup", "--set-capacity", device));
        try {
            commands.run(Command.of("resize2fs", device));
        } catch (CommandFailedException e) {
            throw new DiskQuotaException(
                    "The disk of '%s' cannot grow to %s while it is in use: %s (the kernel asks for CAP_SYS_RESOURCE)"
                            .formatted(owner, limit.toText(), e.errorOutput()),
                    e);
        }
    }

    /** Keeps from everybody what lies above the limit; the kernel forgets this when the disk is unmounted. */
    private void holdBack(String owner, DataSize limit) throws IOException {
        Path reserved =
                Path.of("/sys/fs/ext4")
                        .resolve(Path.of(device(owner)).getFileName())
                        .resolve("reserved_clusters");
        long clusters = (totalSpace(owner) - limit.bytes()) / BLOCK;
        Files.writeString(reserved, Long.toString(clusters));
    }

    private long totalSpace(String owner) throws IOException {
        return Files.getFileStore(files.root(owner)).getTotalSpace();
    }

    /** The device mounted at a folder, the uppermost when there are several. */
    private Optional<String> mountedAt(Path folder) {
        return mounts.list().stream()
                .filter(mount -> mount.target().equals(folder))
                .map(MountPoint::source)
                .reduce((_, last) -> last);
    }

    private String device(String owner) {
        return mountedAt(files.root(owner))
                .orElseThrow(
                        () ->
                                new DiskQuotaException(
                                        "The disk of '%s' is not mounted at '%s'"
                                                .formatted(owner, files.root(owner)),
                                        null));
    }

    private static void setSize(Path file, long size) throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size);
        }
    }

    private static DataSize requireEnough(String owner, DataSize limit) {
        if (limit.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "The disk limit of '%s' must be at least %s, got %s"
                            .formatted(owner, LEAST.toText(), limit.toText()));
        }
        return limit;
    }

    private static UncheckedIOException failure(String verb, String owner, IOException e) {
        return new UncheckedIOException(
                "Cannot %s the disk of '%s': %s".formatted(verb, owner, e.getMessage()), e);
    }
}
