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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

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

    /** Makes a blob count as new, so that a sweep leaves it; false when there is none. */
    boolean touch(Digest digest) throws IOException {
        try {
            Files.setLastModifiedTime(path(digest), FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
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

    /**
     * A finished file that is about to become a blob.
     *
     * @param file where it lies until then
     * @param blob what it will be
     */
    record Staged(Path file, OciJson.Descriptor blob) {}

    Staged stage(String mediaType, byte[] content) throws IOException {
        Path fresh = files.newUnfinished("blob");
        try {
            Files.write(fresh, content);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return new Staged(
                fresh, new OciJson.Descriptor(mediaType, Digest.of(content), content.length));
    }

    /** Takes files as blobs, in this order, after all of them are on the disk; that one is there already is fine. */
    void place(List<Staged> staged) throws IOException {
        try {
            List<Staged> missing = new ArrayList<>();
            for (Staged each : staged) {
                if (!touch(each.blob().digest())) {
                    missing.add(each);
                }
            }
            sync(missing);
            for (Staged each : missing) {
                Path blob = files.blob(each.blob().digest());
                Files.move(each.file(), blob, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            for (Staged each : staged) {
                Files.deleteIfExists(each.file());
            }
        }
    }

    /** Syncs all at once, so that the file system commits once for all of them. */
    private static void sync(List<Staged> staged) throws IOException {
        List<Callable<Path>> syncs = new ArrayList<>();
        for (Staged each : staged) {
            syncs.add(
                    () -> {
                        sync(each.file());
                        return each.file();
                    });
        }
        Parallel.run(syncs);
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
