package dev.sampan.image;

import dev.sampan.unit.DataSize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps an archive that comes over a connection on the disk, unpacked, until its image has been taken. */
final class ArchiveSpool {

    private static final int BUFFER = 1 << 16;

    private final ImageFiles files;
    private final DataSize largest;

    ArchiveSpool(ImageFiles files, DataSize largest) {
        this.files = files;
        this.largest = largest;
    }

    /**
     * Reads to the end.
     *
     * @throws InvalidImageException when it is larger than allowed, or nothing at all
     */
    Path write(InputStream archive) {
        Path file = files.newUnfinished("archive");
        boolean whole = false;
        try (OutputStream target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                BufferedInputStream raw = new BufferedInputStream(archive, BUFFER);
                InputStream tar = Compression.of(raw).open(raw)) {
            long bytes = 0;
            byte[] buffer = new byte[BUFFER];
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                bytes += read;
                if (bytes > largest.bytes()) {
                    throw new InvalidImageException(
                            "The archive is larger than %s, see sampan.image.largest-layer"
                                    .formatted(largest.toText()));
                }
                target.write(buffer, 0, read);
            }
            if (bytes == 0) {
                throw new InvalidImageException(
                        "The archive is empty. Send what `docker image save` writes");
            }
            whole = true;
            return file;
        } catch (IOException e) {
            throw new InvalidImageException("The archive could not be read: " + e.getMessage(), e);
        } finally {
            if (!whole) {
                delete(file);
            }
        }
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
