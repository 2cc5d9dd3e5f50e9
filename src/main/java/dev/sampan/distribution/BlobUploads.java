package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.image.Digest;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Blobs on their way here. An upload is a file that grows; what came of it stays when the connection or the control plane
 * ends, and can be gone on with. A blob is there when all of it came and is what its digest says.
 */
@Component
public final class BlobUploads {

    private static final int BUFFER = 1 << 16;

    /** Room is asked for anew after so many bytes, since others may write meanwhile. */
    private static final long STRIDE = 16 << 20;

    private final RepositoryFiles files;
    private final RepositoryContent content;
    private final DistributionProperties properties;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    BlobUploads(
            RepositoryFiles files, RepositoryContent content, DistributionProperties properties) {
        this.files = files;
        this.content = content;
        this.properties = properties;
    }

    /**
     * Begins an upload.
     *
     * @throws ContentException when there is no room for a single byte
     */
    public UUID begin(AppName app, Room room) {
        return files.adding(
                app,
                () -> {
                    files.prepare(app);
                    var _ = left(room);
                    UUID id = UUID.randomUUID();
                    Files.createFile(files.upload(app, id));
                    return id;
                });
    }

    /** How many bytes of an upload are here. */
    public long offset(AppName app, UUID id) {
        return files.adding(app, () -> size(app, id));
    }

    /**
     * Adds to an upload.
     *
     * @param chunk read to its end
     * @param range which bytes these are; empty when they follow those that are here
     * @return how many bytes are here now
     * @throws IOException when the client leaves; what came stays
     * @throws ContentException when it does not follow what is here, or there is no room for it
     */
    public long append(
            AppName app, UUID id, InputStream chunk, Optional<ContentRange> range, Room room)
            throws IOException {
        take(id);
        try {
            long begin = offset(app, id);
            if (range.isPresent() && range.get().first() != begin) {
                throw new ContentException(
                        ContentException.Code.RANGE_INVALID,
                        "Upload '%s' has %d bytes, so the next chunk begins there and not at %d"
                                .formatted(id, begin, range.get().first()));
            }
            long most = range.map(ContentRange::length).orElse(Long.MAX_VALUE);
            long written = write(app, id, chunk, most, room);
            if (range.isPresent() && written != most) {
                files.run(app, () -> truncate(files.upload(app, id), begin));
                throw new ContentException(
                        ContentException.Code.BLOB_UPLOAD_INVALID,
                        "A chunk of upload '%s' has not the %d bytes that its Content-Range says"
                                .formatted(id, most));
            }
            return begin + written;
        } finally {
            busy.remove(id);
        }
    }

    /**
     * Makes an upload the blob that it was meant to be; that one is there already is fine. One that is something else is
     * removed.
     *
     * @throws ContentException when its digest is another one
     */
    public void finish(AppName app, UUID id, Digest wanted) {
        take(id);
        try {
            // Without the lock, since it takes a while; nobody writes to it meanwhile.
            place(app, id, digest(app, id), wanted);
        } finally {
            busy.remove(id);
        }
    }

    private void place(AppName app, UUID id, Digest found, Digest wanted) {
        files.adding(
                app,
                () -> {
                    Path upload = files.upload(app, id);
                    if (!found.equals(wanted)) {
                        Files.deleteIfExists(upload);
                        throw new ContentException(
                                ContentException.Code.DIGEST_INVALID,
                                "The blob has the digest '%s' and not '%s'. Push it again"
                                        .formatted(found, wanted));
                    }
                    Path blob = files.blob(app, wanted);
                    if (Files.exists(blob)) {
                        RepositoryFiles.touch(blob);
                        Files.deleteIfExists(upload);
                    } else {
                        RepositoryFiles.touch(upload);
                        files.place(upload, blob);
                    }
                    return blob;
                });
    }

    private void take(UUID id) {
        if (!busy.add(id)) {
            throw new ContentException(
                    ContentException.Code.BLOB_UPLOAD_INVALID,
                    "Upload '%s' is dealt with by another request".formatted(id));
        }
    }

    /** Forgets an upload. */
    public void cancel(AppName app, UUID id) {
        files.adding(
                app,
                () -> {
                    var _ = size(app, id);
                    Files.deleteIfExists(files.upload(app, id));
                    return id;
                });
    }

    /**
     * Takes a blob that another app has, without its being sent.
     *
     * @param from another app, which the caller may pull from
     * @return whether that app has it
     */
    public boolean mount(AppName app, AppName from, Digest digest) {
        Optional<Path> source = content.blob(from, digest);
        return files.adding(
                app,
                () -> {
                    if (source.isEmpty()) {
                        return false;
                    }
                    files.prepare(app);
                    Path fresh = files.upload(app, UUID.randomUUID());
                    try {
                        Files.createLink(fresh, source.get());
                        files.place(fresh, files.blob(app, digest));
                        RepositoryFiles.touch(files.blob(app, digest));
                        return true;
                    } catch (FileSystemException e) {
                        return false; // removed meanwhile, or on another disk: the client sends it
                    } finally {
                        // A move onto another name of the same file does nothing at all.
                        Files.deleteIfExists(fresh);
                    }
                });
    }

    /** A failure to read is the client's; one of the disk is ours. */
    private long write(AppName app, UUID id, InputStream chunk, long most, Room room)
            throws IOException {
        Path upload = files.upload(app, id);
        long written = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream target =
                files.run(
                        app,
                        () ->
                                Files.newOutputStream(
                                        upload,
                                        StandardOpenOption.WRITE,
                                        StandardOpenOption.APPEND))) {
            long allowed = 0;
            int read = chunk.read(buffer);
            while (read >= 0 && written <= most) {
                if (allowed < read) {
                    allowed = Math.min(STRIDE, files.run(app, () -> left(room)));
                }
                if (allowed < read) {
                    throw full(app);
                }
                int length = read;
                files.run(
                        app,
                        () -> {
                            target.write(buffer, 0, length);
                            return length;
                        });
                allowed -= read;
                written += read;
                read = chunk.read(buffer);
            }
            return written;
        } catch (ContentException e) {
            // It can never be whole, so it takes no room either.
            files.run(app, () -> Files.deleteIfExists(upload));
            throw e;
        }
    }

    private long left(Room room) throws IOException {
        long host = files.usableBytes() - properties.hostReserve().bytes();
        if (host <= 0) {
            throw new ContentException(
                    ContentException.Code.SIZE_INVALID,
                    "The host's disk has less than %s left, so nothing is taken. Make room on it, or change sampan.distribution.host-reserve"
                            .formatted(properties.hostReserve().toText()));
        }
        return Math.min(host, room.left());
    }

    private static ContentException full(AppName app) {
        return new ContentException(
                ContentException.Code.SIZE_INVALID,
                "There is no room for the image on the disk of app '%s'. Raise its limit with `resource:limit --disk`"
                        .formatted(app));
    }

    private long size(AppName app, UUID id) throws IOException {
        try {
            return Files.size(files.upload(app, id));
        } catch (NoSuchFileException e) {
            throw unknown(app, id);
        }
    }

    private static ContentException unknown(AppName app, UUID id) {
        return new ContentException(
                ContentException.Code.BLOB_UPLOAD_UNKNOWN,
                "App '%s' has no upload '%s'. Begin another".formatted(app, id));
    }

    private Digest digest(AppName app, UUID id) {
        MessageDigest sha256 = sha256();
        return files.run(
                app,
                () -> {
                    try (InputStream file =
                            new DigestInputStream(
                                    Files.newInputStream(files.upload(app, id)), sha256)) {
                        file.transferTo(OutputStream.nullOutputStream());
                        return Digest.ofHex(HexFormat.of().formatHex(sha256.digest()));
                    } catch (NoSuchFileException e) {
                        throw unknown(app, id);
                    }
                });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Path truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
            return file;
        }
    }

    /** How much an app's repository takes of the disk. */
    public DataSize size(AppName app) {
        return files.adding(app, () -> files.size(app));
    }
}
