package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives each owner a small ext4 file system of its own in a sparse file; works on every host file system.
 *
 * <p>The file system is somewhat larger than the limit; the difference is held back by ext4's `reserved_clusters`, which
 * nobody can use and which changes while the file system is in use. So the limit is exact to the block and can be lowered
 * as well as raised without stopping anything, although ext4 itself cannot shrink while mounted.
 */
@Component
@Order(10)
final class LoopQuotaDriver implements QuotaDriver {

    private static final long BLOCK = 4096;
    private static final DataSize LEAST = DataSize.ofMebibytes(16);

    private final CommandRunner commands;
    private final QuotaFiles files;
    private final HostSpace space;

    LoopQuotaDriver(CommandRunner commands, QuotaFiles files, HostSpace space) {
        this.commands = commands;
        this.files = files;
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
            if (MountTable.deviceAt(root).isEmpty()) {
                Files.createDirectories(root);
                mount(owner);
                enforce(owner, limitOf(owner));
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
            long more = imageSize(limit) - Files.size(files.disk(owner));
            if (more > 0) {
                space.require(owner, DataSize.ofBytes(more));
            }
            writeLimit(owner, limit);
            enforce(owner, limit);
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
                    Optional.of(limitOf(owner)));
        } catch (IOException e) {
            throw failure("read", owner, e);
        }
    }

    @Override
    public void remove(String owner) {
        Path root = files.root(owner);
        try {
            while (MountTable.deviceAt(root).isPresent()) {
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

    /** Inode tables and the journal take about a fifteenth; they are written only as far as they are used. */
    static long imageSize(DataSize limit) {
        long size = limit.bytes() + limit.bytes() / 14 + (32L << 20);
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private void create(String owner, DataSize limit) throws IOException {
        Files.createDirectories(files.disks());
        long size = imageSize(limit);
        space.require(owner, DataSize.ofBytes(size));
        Path unfinished = files.unfinishedDisk(owner);
        Files.deleteIfExists(unfinished);
        setSize(unfinished, size);
        commands.run(new MakeFileSystemCommand(unfinished));
        writeLimit(owner, limit);
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

    /** Makes the file system large enough and holds back what lies above the limit. */
    private void enforce(String owner, DataSize limit) throws IOException {
        String device = device(owner);
        FileStore store = Files.getFileStore(files.root(owner));
        if (store.getTotalSpace() < limit.bytes()) {
            setSize(files.disk(owner), imageSize(limit));
            commands.run(Command.of("losetup", "--set-capacity", device));
            commands.run(Command.of("resize2fs", device));
        }
        long heldBack = (store.getTotalSpace() - limit.bytes()) / BLOCK;
        if (heldBack < 0) {
            throw new DiskQuotaException(
                    "The disk of '%s' could not be grown to %s".formatted(owner, limit.toText()),
                    null);
        }
        Path reserved =
                Path.of("/sys/fs/ext4")
                        .resolve(Path.of(device).getFileName())
                        .resolve("reserved_clusters");
        Files.writeString(reserved, Long.toString(heldBack));
    }

    private String device(String owner) {
        return MountTable.deviceAt(files.root(owner))
                .orElseThrow(
                        () ->
                                new DiskQuotaException(
                                        "The disk of '%s' is not mounted at '%s'"
                                                .formatted(owner, files.root(owner)),
                                        null));
    }

    private DataSize limitOf(String owner) throws IOException {
        Path file = files.limit(owner);
        try {
            return DataSize.ofBytes(Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException | NoSuchFileException e) {
            throw new DiskQuotaException(
                    "The disk limit of '%s' is not known: '%s' is missing or damaged. Set it again"
                            .formatted(owner, file),
                    e);
        }
    }

    private void writeLimit(String owner, DataSize limit) throws IOException {
        Path file = files.limit(owner);
        Path fresh = file.resolveSibling("." + file.getFileName());
        Files.writeString(fresh, limit.bytes() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
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
