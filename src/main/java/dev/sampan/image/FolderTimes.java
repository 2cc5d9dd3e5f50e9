package dev.sampan.image;

import dev.sampan.host.Inodes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Gives everything in a folder the time that it has in a layer. */
final class FolderTimes extends SimpleFileVisitor<Path> {

    private FolderTimes() {}

    static void fix(Path folder) throws IOException {
        Files.walkFileTree(folder, new FolderTimes());
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        Inodes.setTime(file, LayerEntry.FIXED_TIME);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
            throws IOException {
        if (failure != null) {
            throw failure;
        }
        Inodes.setTime(folder, LayerEntry.FIXED_TIME);
        return FileVisitResult.CONTINUE;
    }
}
