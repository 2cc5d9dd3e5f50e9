package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Adds up what a repository takes of the disk: a few files for each push. */
final class RepositorySize extends SimpleFileVisitor<Path> {

    private static final long BLOCK = 4096;

    private long bytes;

    private RepositorySize() {}

    static DataSize of(Path repository) throws IOException {
        RepositorySize size = new RepositorySize();
        Files.walkFileTree(repository, size);
        return DataSize.ofBytes(size.bytes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (file.toString().endsWith(ReceivedPacks.LOCK)) {
            return FileVisitResult.CONTINUE; // gone when the push is over
        }
        bytes += (attributes.size() + BLOCK - 1) / BLOCK * BLOCK;
        return FileVisitResult.CONTINUE;
    }

    /** Packs come and go while others push. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
