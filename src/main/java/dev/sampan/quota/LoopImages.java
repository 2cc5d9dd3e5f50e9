package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Inodes;
import dev.sampan.host.ProjectId;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that hold the disks of owners.
 *
 * <p>Usually one is sparse and has room for a limit much higher than the present one. When space is reserved, it has the
 * size of the limit, and all of it is taken from the host's disk at once, so that nobody else can fill that; then it
 * changes its size when the limit does, and becomes smaller only while it is not mounted.
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
    private final boolean reserving;

    /** Whether the kernel counts the files of a project on ext4; known to be false only after it was tried. */
    private volatile boolean counting = true;

    LoopImages(CommandRunner commands, QuotaFiles files, boolean reserving) {
        this.commands = commands;
        this.files = files;
        this.reserving = reserving;
    }

    boolean has(String owner) {
        return Files.exists(files.disk(owner));
    }

    void create(String owner, DiskLimit limit) throws IOException {
        Files.createDirectories(files.disks());
        Path unfinished = files.unfinishedDisk(owner);
        Files.deleteIfExists(unfinished);
        try {
            setSize(unfinished, size(limit.bytes()));
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
        MountDiskCommand mount =
                new MountDiskCommand(
                        image, files.root(owner), DiskImage.hasQuota(image), !reserving);
        try {
            commands.run(mount);
        } catch (CommandFailedException e) {
            // After a crash of the host the file system may need a repair beyond its journal.
            commands.run(new CheckDiskCommand(image, false));
            commands.run(mount);
        }
        writeDirectly(image);
    }

    /**
     * Has the kernel write to the image past the host's page cache. Otherwise all is copied and cached once more, by threads
     * of the kernel that no limit of the owner holds back.
     */
    private void writeDirectly(Path image) {
        try {
            for (String device : commands.run(new LoopDeviceCommand(image))) {
                commands.run(Command.of("losetup", "--direct-io=on", device));
            }
        } catch (CommandFailedException e) {
            log.warn(
                    "Disk image '{}' is written through the page cache, which costs its neighbours time: {}",
                    image,
                    e.errorOutput());
        }
    }

    /** Gives an image that is not mounted the size of the limit, when space is reserved. */
    void fit(String owner, DataSize limit) throws IOException {
        Path image = files.disk(owner);
        if (!reserving || isAttached(image)) {
            return;
        }
        long wanted = size(limit);
        if (DiskImage.size(image) != wanted) {
            commands.run(new CheckDiskCommand(image, true));
            if (Files.size(image) < wanted) {
                setSize(image, wanted);
            }
            commands.run(new ResizeDiskCommand(image.toString(), wanted / BLOCK));
        }
        if (Files.size(image) != wanted || !reserved(owner)) {
            setSize(image, wanted);
        }
    }

    /** A mount of it may live on in the namespace of a container that nobody knows of any more. */
    private boolean isAttached(Path image) {
        return !commands.run(new LoopDeviceCommand(image)).isEmpty();
    }

    /** Makes an image larger that is mounted from a device. */
    void grow(String owner, String device, DataSize limit) throws IOException {
        setSize(files.disk(owner), size(limit));
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
            for (String device : commands.run(new LoopDeviceCommand(files.disk(owner)))) {
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

    private void setSize(Path image, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        if (reserving) {
            commands.run(new ReserveSpaceCommand(image, size));
        }
    }
}
