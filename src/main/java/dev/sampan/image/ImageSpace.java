package dev.sampan.image;

import dev.sampan.host.Posix;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Refuses images for which the disk has no room before anything of them is written. */
final class ImageSpace {

    /** A layer stays as it came and lies unpacked beside that: files of programs are packed to about a third. */
    private static final int TIMES_PACKED = 4;

    private final Path folder;
    private final DataSize reserve;
    private final LongSupplier free;

    ImageSpace(ImageFiles files, ImageProperties properties) {
        this(
                files.images(),
                properties.reserve(),
                () -> Posix.fileSystem(files.images()).available());
    }

    ImageSpace(Path folder, DataSize reserve, LongSupplier free) {
        this.folder = folder;
        this.reserve = reserve;
        this.free = free;
    }

    /**
     * Checks that layers fit.
     *
     * @param what needs the room, for people: `Image 'nginx'`
     * @param packed how many bytes its layers have, compressed
     * @throws ImageSpaceException when they do not
     */
    void requireForPacked(String what, long packed) {
        long needed =
                packed > Long.MAX_VALUE / TIMES_PACKED ? Long.MAX_VALUE : packed * TIMES_PACKED;
        require(what, needed, "%d to fetch, and about three times that unpacked".formatted(packed));
    }

    /** Checks that so many bytes fit, and that the reserve is left. */
    void require(String what, long needed, String reason) {
        long available = Math.max(0, free.getAsLong() - reserve.bytes());
        if (needed > available) {
            throw new ImageSpaceException(
                    "%s needs about %d bytes of disk (%s), and '%s' has %d left beside the %d that are kept free. See what can go with `cleanup --dry-run`, or add disk"
                            .formatted(what, needed, reason, folder, available, reserve.bytes()));
        }
    }
}
