package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** No limit at all: a plain folder. Used only when the settings say `none`. */
@Component
@Order(100)
final class PlainFolderDriver implements QuotaDriver {

    private final CommandRunner commands;
    private final QuotaFiles files;

    PlainFolderDriver(CommandRunner commands, QuotaFiles files) {
        this.commands = commands;
        this.files = files;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public boolean enforces() {
        return false;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public boolean holds(String owner) {
        return !Files.exists(files.disk(owner)) && Files.isDirectory(files.root(owner));
    }

    @Override
    public void ensure(String owner, DataSize limit) {
        try {
            Files.createDirectories(files.root(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder of '%s'".formatted(owner), e);
        }
    }

    @Override
    public void resize(String owner, DataSize limit) {
        throw new DiskQuotaException(
                "The disk space of '%s' cannot be limited: its quota driver is 'none'. Set sampan.disk-quota.driver to 'loop' and make the app anew"
                        .formatted(owner),
                null);
    }

    @Override
    public DiskUsage usage(String owner) {
        return new DiskUsage(
                commands.run(new FolderSizeCommand(files.root(owner))), Optional.empty());
    }

    @Override
    public void remove(String owner) {
        Path root = files.root(owner);
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the folder of '%s'".formatted(owner), e);
        }
    }

    /** Deletes what it meets; symbolic links are deleted, not followed. */
    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
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
}
