package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A whole disk, as the kernel numbers it; a limit of reads and writes cannot be set on a part of one.
 *
 * @param major the driver
 * @param minor which one of it
 */
public record BlockDevice(int major, int minor) {

    private static final Path KNOWN = Path.of("/sys/dev/block");

    /** The disk that holds a file or folder; empty when it lies on none, but in memory or on the network. */
    public static Optional<BlockDevice> of(Path path) {
        try {
            BlockDevice found = fromNumber((long) Files.getAttribute(path, "unix:dev"));
            return found.major == 0
                    ? mountedAt(path).map(BlockDevice::whole)
                    : Optional.of(whole(found));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell which disk holds '%s'".formatted(path), e);
        }
    }

    /** btrfs gives each subvolume a number of its own, which is no disk's; its mount names the disk. */
    private static Optional<BlockDevice> mountedAt(Path path) throws IOException {
        Path real = path.toRealPath();
        Optional<MountPoint> mount =
                new Mounts()
                        .list().stream()
                                .filter(candidate -> real.startsWith(candidate.target()))
                                .reduce(
                                        (one, other) ->
                                                other.target().getNameCount()
                                                                >= one.target().getNameCount()
                                                        ? other
                                                        : one);
        if (mount.isEmpty() || !mount.get().source().startsWith("/dev/")) {
            return Optional.empty();
        }
        Path source = Path.of(mount.get().source());
        return Files.exists(source)
                ? Optional.of(fromNumber((long) Files.getAttribute(source, "unix:rdev")))
                : Optional.empty();
    }

    /** How the C library puts the two numbers into one, see makedev(3). */
    static BlockDevice fromNumber(long number) {
        return new BlockDevice(
                (int) ((number >> 8 & 0xfff) | (number >> 32 & ~0xfff)),
                (int) ((number & 0xff) | (number >> 12 & ~0xff)));
    }

    private static BlockDevice whole(BlockDevice device) {
        Path entry = KNOWN.resolve(device.toString());
        if (!Files.exists(entry.resolve("partition"))) {
            return device;
        }
        try {
            String[] numbers =
                    Files.readString(entry.toRealPath().resolveSibling("dev"))
                            .strip()
                            .split(":", 2);
            return new BlockDevice(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot tell which disk '%s' is a part of".formatted(device), e);
        }
    }

    /**
     * The disk where the kernel counts, for whoever asked, what is read from and written to this one: the one below a loop
     * device that passes the page cache by, else itself. The kernel counts on the loop device, too, so that limits on both
     * would hold one behind the other, and together give less than either.
     */
    public BlockDevice counting() {
        Path loop = KNOWN.resolve(toString()).resolve("loop");
        try {
            if (!Files.exists(loop) || !Files.readString(loop.resolve("dio")).strip().equals("1")) {
                return this;
            }
            Path image = Path.of(Files.readString(loop.resolve("backing_file")).strip());
            return Files.exists(image) ? of(image).map(BlockDevice::counting).orElse(this) : this;
        } catch (NoSuchFileException e) {
            // It was let go of meanwhile.
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot tell which disk is below '%s'".formatted(this), e);
        }
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
