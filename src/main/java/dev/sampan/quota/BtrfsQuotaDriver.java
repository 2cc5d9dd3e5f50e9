package dev.sampan.quota;

import dev.sampan.host.BtrfsSubvolume;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.FileSystemUse;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.Posix;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives each owner a subvolume with a quota group, where the data folder lies on btrfs.
 *
 * <p>btrfs has no limit of inodes. What a file takes of the tree counts as bytes, some 400 of them for an empty one, so
 * that files without end are stopped too, by the same limit.
 *
 * @see <a href="https://btrfs.readthedocs.io/en/latest/Qgroups.html">Quota groups</a>
 */
@Component
@Order(30)
final class BtrfsQuotaDriver implements QuotaDriver {

    private final CommandRunner commands;
    private final QuotaFiles files;

    BtrfsQuotaDriver(CommandRunner commands, QuotaFiles files) {
        this.commands = commands;
        this.files = files;
    }

    @Override
    public String name() {
        return "btrfs";
    }

    @Override
    public boolean limitsInodes() {
        return false;
    }

    @Override
    public Optional<String> obstacle() {
        Path folder = files.nearest();
        return Posix.fileSystem(folder).type() == FileSystemUse.BTRFS
                ? Optional.empty()
                : Optional.of("'%s' is not on btrfs".formatted(folder));
    }

    @Override
    public boolean holds(String owner, Optional<DiskRecord> record) {
        return record.isPresent()
                && record.get().driver().equals(name())
                && Files.isDirectory(files.root(owner));
    }

    @Override
    public void ensure(String owner, DiskRecord record) {
        Path root = files.root(owner);
        try {
            Files.createDirectories(files.roots());
            if (!QuotaGroup.enabled(BtrfsSubvolume.fileSystemId(files.roots()))) {
                commands.run(BtrfsCommand.enableQuota(files.roots()));
            }
            if (!BtrfsSubvolume.isAt(root)) {
                // A folder that a crash left is empty; one that is not belongs to another driver.
                Files.deleteIfExists(root);
                commands.run(BtrfsCommand.create(root));
            }
            if (!group(root).limit().equals(Optional.of(record.held()))) {
                commands.run(BtrfsCommand.limit(root, record.held()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the disk of '%s': %s".formatted(owner, e.getMessage()), e);
        }
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        commands.run(BtrfsCommand.limit(files.root(owner), record.held()));
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        QuotaGroup group = group(files.root(owner));
        return new DiskUsage(
                group.used(),
                Optional.of(record.limit().bytes()),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** btrfs frees what was deleted when it writes its next transaction, up to half a minute later. */
    @Override
    public DiskUsage settledUsage(String owner, DiskRecord record) {
        commands.run(BtrfsCommand.sync(files.root(owner)));
        return usage(owner, record);
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return group(files.root(owner)).used();
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        Path root = files.root(owner);
        if (!Files.isDirectory(root) || !BtrfsSubvolume.isAt(root)) {
            return;
        }
        long id = BtrfsSubvolume.id(root);
        try {
            commands.run(BtrfsCommand.delete(root));
        } catch (CommandFailedException e) {
            deleteWithInside(root, e);
        }
        removeGroup(id);
    }

    /** Containers can make subvolumes of their own, which only an ordinary deletion takes along. */
    private static void deleteWithInside(Path root, CommandFailedException failure) {
        if (!failure.errorOutput().contains("not empty")) {
            throw failure;
        }
        try {
            FolderTrees.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete '%s'".formatted(root), e);
        }
    }

    /** A kernel that keeps the group until the last block is freed removes it by itself then. */
    private void removeGroup(long id) {
        try {
            commands.run(BtrfsCommand.removeGroup(files.roots(), id));
        } catch (CommandFailedException e) {
            if (!e.errorOutput().contains("busy") && !e.errorOutput().contains("No such file")) {
                throw e;
            }
        }
    }

    private static QuotaGroup group(Path root) {
        return QuotaGroup.of(BtrfsSubvolume.fileSystemId(root), BtrfsSubvolume.id(root));
    }
}
