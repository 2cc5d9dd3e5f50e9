package dev.sampan.image;

import dev.sampan.host.FullDisk;
import dev.sampan.unit.DataSize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** Keeps an archive that comes over a connection on the disk, unpacked, until its image has been taken. */
final class ArchiveSpool {

    private static final int BUFFER = 1 << 16;

    /** So often the disk is looked at: nobody says in advance how long an archive is. */
    private static final long CHECKED = 32L << 20;

    private final ImageFiles files;
    private final DataSize largest;
    private final ImageSpace space;

    ArchiveSpool(ImageFiles files, DataSize largest, ImageSpace space) {
        this.files = files;
        this.largest = largest;
        this.space = space;
    }

    /**
     * An archive that was received.
     *
     * @param file where it lies, not compressed
     * @param sent the digest of all bytes that were sent
     */
    record Spooled(Path file, Digest sent) {}

    /**
     * Reads to the end.
     *
     * @throws InvalidImageException when it is larger than allowed, or nothing at all
     */
    Spooled write(InputStream archive) {
        Path file = files.newUnfinished("archive");
        MessageDigest digest = Digest.newSha256();
        boolean whole = false;
        try (OutputStream target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                BufferedInputStream raw =
                        new BufferedInputStream(new DigestInputStream(archive, digest), BUFFER);
                InputStream tar = Compression.of(raw).open(raw)) {
            long bytes = 0;
            long next = 0;
            byte[] buffer = new byte[BUFFER];
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                bytes += read;
                if (bytes > largest.bytes()) {
                    throw tooLarge();
                }
                if (bytes > next) {
                    // Its layers will be stored beside it.
                    space.require("The archive", 2 * CHECKED, "the next part of it");
                    next = bytes + CHECKED;
                }
                target.write(buffer, 0, read);
            }
            if (bytes == 0) {
                throw new InvalidImageException(
                        "The archive is empty. Send what `docker image save` writes");
            }
            skipRest(raw, bytes);
            space.require("The archive", bytes, "as large as it is unpacked");
            whole = true;
            return new Spooled(file, Digest.from(digest));
        } catch (IOException e) {
            if (FullDisk.isReasonOf(e)) {
                throw StoreLock.failure("keep", "archive", e);
            }
            throw new InvalidImageException("The archive could not be read: " + e.getMessage(), e);
        } finally {
            if (!whole) {
                delete(file);
            }
        }
    }

    /** What stands behind the end of what was compressed: nothing in an honest archive, but it was sent. */
    private void skipRest(InputStream raw, long before) throws IOException {
        long bytes = before;
        byte[] buffer = new byte[BUFFER];
        for (int read = raw.read(buffer); read >= 0; read = raw.read(buffer)) {
            bytes += read;
            if (bytes > largest.bytes()) {
                throw tooLarge();
            }
        }
    }

    private InvalidImageException tooLarge() {
        return new InvalidImageException(
                "The archive is larger than %s, see sampan.image.largest-layer"
                        .formatted(largest.toText()));
    }

    void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ImageStoreException(
                    "Cannot remove '%s': %s".formatted(file, e.getMessage()), e);
        }
    }
}
