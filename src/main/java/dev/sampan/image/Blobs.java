package dev.sampan.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** The blobs of the content store: each lies under its digest, and is whole as soon as it is there. */
final class Blobs {

    /** Manifests and configurations are small; nothing larger is read into memory. */
    private static final long LARGEST_DOCUMENT = 8L << 20;

    private final ImageFiles files;

    Blobs(ImageFiles files) {
        this.files = files;
    }

    boolean has(Digest digest) {
        return Files.exists(files.blob(digest));
    }

    Path path(Digest digest) {
        return files.blob(digest);
    }

    /**
     * A document, checked against its digest.
     *
     * @throws DamagedImageException when it is missing, too large, or not what its digest says
     */
    byte[] read(Digest digest) throws IOException {
        Path path = files.blob(digest);
        try {
            if (Files.size(path) > LARGEST_DOCUMENT) {
                throw new DamagedImageException(
                        "Blob '%s' is too large for a document".formatted(digest));
            }
            byte[] content = Files.readAllBytes(path);
            if (!Digest.of(content).equals(digest)) {
                throw new DamagedImageException(
                        "Blob '%s' was changed: its content has the digest '%s'. Build the image again"
                                .formatted(path, Digest.of(content)));
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new DamagedImageException(
                    "Blob '%s' is missing. Build the image again".formatted(path), e);
        }
    }

    /** Stores a document; that it is there already is fine. */
    OciJson.Descriptor write(String mediaType, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Path fresh = files.newUnfinished("blob");
        Files.write(fresh, content);
        place(fresh, digest);
        return new OciJson.Descriptor(mediaType, digest, content.length);
    }

    /** Takes a finished file as the blob with this digest. */
    void place(Path fresh, Digest digest) throws IOException {
        Path target = files.blob(digest);
        if (Files.exists(target)) {
            // It counts as new again, so that a sweep leaves it to whoever just wrote it.
            Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
            Files.delete(fresh);
            return;
        }
        sync(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        sync(files.blobs());
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
