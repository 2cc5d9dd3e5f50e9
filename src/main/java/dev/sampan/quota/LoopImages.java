package dev.sampan.quota;

import dev.sampan.host.Capability;
import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Inodes;
import dev.sampan.host.Posix;
import dev.sampan.host.ProjectId;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that hold the disks of owners.
 *
 * <p>Usually one has the size of the limit, and all of it is taken from the host's disk at once, so that nobody else can
 * fill that; it changes its size when the limit does, and becomes smaller only while it is not mounted. Where space is not
 * reserved, it is sparse and has room for a limit much higher than the present one.
 */
final class LoopImages {

    private static final Logger log = LoggerFactory.getLogger(LoopImages.class);

    static final long BLOCK = 4096;
    private static final long LEAST_ROOM = 15L << 30;
    private static final long MOST_ROOM = 256L << 30;

    /** The only project of an image. */
    static final int PROJECT = 1;

    private final CommandRunner commands;
    private final QuotaFiles files;
    private final QuotaProperties properties;
    private final boolean reserving;

    /** Whether the kernel counts the files of a project on ext4; known to be false only after it was tried. */
    private volatile boolean counting = true;

    LoopImages(CommandRunner commands, QuotaFiles files, QuotaProperties properties) {
        this.commands = commands;
        this.files = files;
        this.properties = properties;
        this.reserving = properties.reserves(Capability.SYS_RESOURCE.isHeld());
    }

    boolean has(String owner) {
        return Files.exists(files.disk(owner));
    }

    void create(String owner, DiskLimit limit) throws IOException {
        Files.createDirectories(files.disks());
        Path unfinished = files.unfinishedDisk(owner);
        Files.deleteIfExists(unfinished);
        try {
            setSize(owner, unfinished, size(limit.bytes()));
            commands.run(new MakeFileSystemCommand(unfinished, inodes(limit), counting));
            Files.createDirectories(files.root(owner));
            if (counting && !mountsWhileCounting(unfinished, files.root(owner))) {
                counting = false;
                create(owner, limit);
                return;
            }
            Files.move(unfinished, files.disk(owner), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** The kernel is asked once; from then on images that count are known to work, or none is made. */
    private boolean mountsWhileCounting(Path image, Path root) {
        try {
            commands.run(new MountDiskCommand(image, root, true, true));
        } catch (CommandFailedException e) {
            return false;
        }
        ProjectId.set(root, PROJECT);
        new Unmounting(commands).unmount(root);
        return true;
    }

    void mount(String owner) throws IOException {
        Path image = files.disk(owner);
        boolean whole = reserved(owner);
        MountDiskCommand mount =
                new MountDiskCommand(image, files.root(owner), DiskImage.hasQuota(image), !whole);
        try {
            commands.run(mount);
        } catch (CommandFailedException e) {
            // After a crash of the host the file system may need a repair beyond its journal.
            check(image, false);
            commands.run(mount);
        }
        for (String device : devices(image)) {
            writeDirectly(image, device);
            if (whole) {
                keepWhole(device);
            }
        }
    }

    /** Whoever trims all file systems of the host would give back what was reserved. */
    private static void keepWhole(String device) throws IOException {
        Path queue = Path.of("/sys/block").resolve(Path.of(device).getFileName()).resolve("queue");
        Files.writeString(queue.resolve("discard_max_bytes"), "0");
    }

    /**
     * Has the kernel write to the image past the host's page cache. Otherwise all is copied and cached once more, by threads
     * of the kernel that no limit of the owner holds back.
     */
    private void writeDirectly(Path image, String device) {
        try {
            commands.run(Command.of("losetup", "--direct-io=on", device));
        } catch (CommandFailedException e) {
            log.warn(
                    "Disk image '{}' is written through the page cache, which costs its neighbours time: {}",
                    image,
                    e.errorOutput());
        }
    }

    /**
     * Gives an image that is not mounted the size of the limit, when space is reserved. One that was made when it was not,
     * and which the host has no room for by now, is used as it is.
     */
    void fit(String owner, DataSize limit) throws IOException {
        // A mount of it may live on in the namespace of a container that nobody knows of any more.
        if (!reserving || !devices(files.disk(owner)).isEmpty()) {
            return;
        }
        try {
            reserve(owner, size(limit));
        } catch (CommandFailedException | HostDiskFullException e) {
            log.warn(
                    "The disk of '{}' takes space only as it is filled, so others can fill the host's disk first: {}",
                    owner,
                    e.getMessage());
        }
    }

    private void reserve(String owner, long wanted) throws IOException {
        Path image = files.disk(owner);
        requireRoom(owner, image, wanted);
        if (DiskImage.size(image) != wanted) {
            check(image, true);
            if (Files.size(image) < wanted) {
                setSize(owner, image, wanted);
            }
            commands.run(new ResizeDiskCommand(image.toString(), wanted / BLOCK));
        }
        if (Files.size(image) != wanted || !reserved(owner)) {
            setSize(owner, image, wanted);
        }
    }

    private void check(Path image, boolean whole) {
        try {
            commands.run(new CheckDiskCommand(image, whole));
        } catch (CommandFailedException e) {
            if (e.exitCode() != CheckDiskCommand.MENDED) {
                throw e;
            }
            log.warn("Disk image '{}' was damaged, and is mended", image);
        }
    }

    private List<String> devices(Path image) {
        return commands.run(new LoopDeviceCommand(image));
    }

    /** Makes an image larger that is mounted from a device. */
    void grow(String owner, String device, DataSize limit) throws IOException {
        setSize(owner, files.disk(owner), size(limit));
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

    /** Whether the host's disk has all of it already, so that it never has to find room for it. */
    boolean reserved(String owner) throws IOException {
        return Inodes.allocated(files.disk(owner)) >= Files.size(files.disk(owner));
    }

    void delete(String owner) throws IOException {
        if (has(owner)) {
            for (String device : devices(files.disk(owner))) {
                commands.run(Command.of("losetup", "--detach", device));
            }
        }
        Files.deleteIfExists(files.disk(owner));
        Files.deleteIfExists(files.unfinishedDisk(owner));
    }

    private long size(DataSize limit) {
        return size(limit, reserving);
    }

    /**
     * The size of a disk: room for a limit eight times as high, unless space is reserved. Inode tables and the journal take
     * about a fifteenth; they too are written only as far as they are used.
     */
    static long size(DataSize limit, boolean reserving) {
        long more = reserving ? 0 : Math.clamp(7 * limit.bytes(), LEAST_ROOM, MOST_ROOM);
        long room = limit.bytes() + more;
        long size = room + room / 14 + (32L << 20);
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** What is not counted costs time to hold back, so there is only little above the limit then. */
    private long inodes(DiskLimit limit) {
        return counting
                ? Math.max(size(limit.bytes()) / BLOCK, limit.inodes())
                : limit.inodes() + limit.inodes() / 4 + 1024;
    }

    private void setSize(String owner, Path image, long size) throws IOException {
        if (reserving) {
            requireRoom(owner, image, size);
        }
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        if (reserving) {
            commands.run(new ReserveSpaceCommand(image, size));
        }
    }

    /** Asked before, since what is taken of a disk that is too small would be missing everywhere else. */
    private void requireRoom(String owner, Path image, long size) {
        long taken = Files.exists(image) ? Math.min(size, Inodes.allocated(image)) : 0;
        long free = Posix.fileSystem(files.disks()).available();
        long left = Math.max(0, free - properties.hostReserve().bytes());
        if (size - taken > left) {
            throw new HostDiskFullException(
                    "The disk of '%s' takes %s more of the host's disk, all at once, but only %s are left beside the %s that are kept for the host. Free some space, choose a lower limit, or set sampan.quota.reserve to false"
                            .formatted(
                                    owner,
                                    DataSize.ofBytes(size - taken).toText(),
                                    DataSize.ofBytes(left).toText(),
                                    properties.hostReserve().toText()));
        }
    }
}
