package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.image.Digest;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Where that lies which was pushed as images: `registry/<app>/`, each part under its digest. Nothing is shared between
 * apps, so that to know a digest is no right to what has it.
 */
@Component
class RepositoryFiles {

    private static final long BLOCK = 4096;

    private final SampanHome home;

    /** Whoever adds something holds the shared side, a sweep the other one. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    RepositoryFiles(SampanHome home) {
        this.home = home;
    }

    Path root() {
        return home.resolve("registry");
    }

    Path of(AppName app) {
        return root().resolve(app.value());
    }

    /** Layers and configurations, whole as soon as they are there. */
    Path blobs(AppName app) {
        return of(app).resolve("blobs");
    }

    Path blob(AppName app, Digest digest) {
        return blobs(app).resolve(digest.hex());
    }

    /** Manifests as they were pushed. */
    Path manifests(AppName app) {
        return of(app).resolve("manifests");
    }

    Path manifest(AppName app, Digest digest) {
        return manifests(app).resolve(digest.hex());
    }

    /** Each holds the digest of the manifest that a tag stands for. */
    Path tags(AppName app) {
        return of(app).resolve("tags");
    }

    Path tag(AppName app, Reference.Tag tag) {
        return tags(app).resolve(tag.name());
    }

    /** By the digest of an image that runs here: each holds the digest of the manifest that it was pushed with. */
    Path images(AppName app) {
        return of(app).resolve("images");
    }

    Path image(AppName app, Digest image) {
        return images(app).resolve(image.hex());
    }

    Path uploads(AppName app) {
        return of(app).resolve("uploads");
    }

    Path upload(AppName app, UUID id) {
        return uploads(app).resolve(id.toString());
    }

    /** Work with files. */
    @FunctionalInterface
    interface Action<R> {
        R run() throws IOException;
    }

    /** Does something that a sweep must not come between. */
    <R> R adding(AppName app, Action<R> action) {
        return locked(lock.readLock(), app, action);
    }

    /** Does something while nobody adds anything. */
    <R> R alone(AppName app, Action<R> action) {
        return locked(lock.writeLock(), app, action);
    }

    private <R> R locked(Lock side, AppName app, Action<R> action) {
        side.lock();
        try {
            return run(app, action);
        } finally {
            side.unlock();
        }
    }

    /** Does something with files; a failure of the disk is none of a client's connection. */
    <R> R run(AppName app, Action<R> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "What was pushed to app '%s' cannot be read or written below '%s'"
                            .formatted(app, of(app)),
                    e);
        }
    }

    /** The names in a folder of an app; none when it was never made. */
    static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** The digest that a tag or an image stands for; empty when there is none. */
    static Optional<Digest> pointer(Path file) throws IOException {
        try {
            return Optional.of(Digest.parse(Files.readString(file).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes the folders of an app. */
    void prepare(AppName app) throws IOException {
        Files.createDirectories(root());
        Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwx------"));
        for (Path folder :
                List.of(blobs(app), manifests(app), tags(app), images(app), uploads(app))) {
            Files.createDirectories(folder);
        }
    }

    /** Writes a small file in one step: it is there whole, also after a crash, or not at all. */
    void write(AppName app, Path target, byte[] content) throws IOException {
        prepare(app);
        Path fresh = uploads(app).resolve("document-" + UUID.randomUUID());
        try {
            Files.write(fresh, content, StandardOpenOption.CREATE_NEW);
            place(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Moves a finished file to where it belongs, after it is on the disk. */
    void place(Path fresh, Path target) throws IOException {
        sync(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        Path folder = target.getParent();
        if (folder != null) {
            sync(folder);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Lets a file count as new again, so that a sweep leaves it to whoever deals with it now. */
    static void touch(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (NoSuchFileException e) {
            return; // whoever wants it will be told that it is not there
        }
    }

    /** What all of an app takes of the disk; no file takes less than a block. */
    DataSize size(AppName app) throws IOException {
        AtomicLong bytes = new AtomicLong();
        if (Files.isDirectory(of(app))) {
            Files.walkFileTree(
                    of(app),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes known) {
                            bytes.addAndGet(Math.ceilDiv(Math.max(1, known.size()), BLOCK) * BLOCK);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e)
                                throws IOException {
                            if (e instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE; // moved or removed meanwhile
                            }
                            throw e;
                        }
                    });
        }
        return DataSize.ofBytes(bytes.get());
    }

    /** How many bytes the host has left for whoever may not use what is reserved. */
    long usableBytes() throws IOException {
        Files.createDirectories(root());
        return Files.getFileStore(root()).getUsableSpace();
    }
}
