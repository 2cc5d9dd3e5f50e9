package dev.sampan.quota;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** The folders of owners on a file system that counts files itself, for whoever they are counted. */
@Component
class QuotaTree {

    private final QuotaFiles files;

    QuotaTree(QuotaFiles files) {
        this.files = files;
    }

    Optional<String> obstacle(Quotactl.Kind kind, String mountOption) {
        return Quotactl.obstacle(files.nearest(), kind)
                .map(why -> "%s (mount option '%s')".formatted(why, mountOption));
    }

    boolean holds(String owner, Optional<DiskRecord> record, String driver) {
        return record.isPresent()
                && record.get().driver().equals(driver)
                && Files.isDirectory(files.root(owner));
    }

    /** The folder of an owner, made when there is none. */
    Path make(String owner) {
        try {
            return Files.createDirectories(files.root(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder of '%s'".formatted(owner), e);
        }
    }

    /** A folder of the same file system that is always there. */
    Path parent() {
        return files.nearest();
    }

    Path root(String owner) {
        return files.root(owner);
    }

    void delete(String owner) {
        try {
            FolderTrees.delete(files.root(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the folder of '%s'".formatted(owner), e);
        }
    }

    static DiskUsage usage(long bytes, long inodes, DiskRecord record) {
        return new DiskUsage(
                DataSize.ofBytes(bytes),
                Optional.of(record.limit().bytes()),
                OptionalLong.of(inodes),
                OptionalLong.of(record.limit().inodes()));
    }
}
