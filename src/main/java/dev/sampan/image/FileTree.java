package dev.sampan.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Deletes a folder with all that is in it; symbolic links are deleted, not followed, and mounts are not entered. */
final class FileTree extends SimpleFileVisitor<Path> {

    private final Object device;

    private FileTree(Object device) {
        this.device = device;
    }

    static void delete(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(path, new FileTree(device(path)));
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        if (!device(folder).equals(device)) {
            throw new IOException(
                    "Something is mounted at '%s'. Unmount it first".formatted(folder));
        }
        return FileVisitResult.CONTINUE;
    }

    private static Object device(Path path) throws IOException {
        return Objects.requireNonNull(
                Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
            throws IOException {
        if (failure != null) {
            throw failure;
        }
        Files.delete(folder);
        return FileVisitResult.CONTINUE;
    }
}
