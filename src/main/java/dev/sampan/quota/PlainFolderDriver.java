package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.FolderTrees;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
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
    public boolean limitsInodes() {
        return false;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    /** A folder without a record was made before there were any; one that is being made has nothing in it yet. */
    @Override
    public boolean holds(String owner, Optional<DiskRecord> record) {
        return record.map(known -> known.driver().equals(name()))
                        .orElseGet(() -> Files.isDirectory(files.root(owner).resolve("volumes")))
                && Files.isDirectory(files.root(owner))
                && !Files.exists(files.disk(owner));
    }

    @Override
    public void ensure(String owner, DiskRecord record) {
        try {
            Files.createDirectories(files.root(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder of '%s'".formatted(owner), e);
        }
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        throw new DiskQuotaException(
                "The disk space of '%s' cannot be limited: its quota driver is 'none'. Set sampan.quota.driver to 'auto' and make the app anew"
                        .formatted(owner),
                null);
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        return new DiskUsage(
                commands.run(new FolderSizeCommand(files.root(owner))),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return record.limit().bytes();
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        Path root = files.root(owner);
        try {
            FolderTrees.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the folder of '%s'".formatted(owner), e);
        }
    }
}
