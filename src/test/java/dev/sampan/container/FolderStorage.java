package dev.sampan.container;

import dev.sampan.host.UserNamespace;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Owners' storage without a quota: a folder each, and a block of UIDs. */
record FolderStorage(Path home, int firstUid) implements OwnerStorage {

    @Override
    public Storage ensure(String owner, StorageLimit limit) {
        return require(owner);
    }

    @Override
    public Storage require(String owner) {
        Path root = home.resolve("apps").resolve(owner);
        try {
            Files.createDirectories(root.resolve("upper"));
            Files.createDirectories(root.resolve("logs"));
            Files.createDirectories(root.resolve("volumes"));
            return new Storage(owner, root, firstUid + number(owner) * UserNamespace.IDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Storage> find(String owner) {
        return Optional.of(require(owner));
    }

    /** The number at the end of a name; 0 when there is none. */
    private static int number(String owner) {
        String digits = owner.replaceAll("^.*[^0-9]", "");
        return digits.isEmpty() ? 0 : 1 + Integer.parseInt(digits);
    }

    @Override
    public void resize(String owner, StorageLimit limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StorageUsage usage(String owner) {
        return new StorageUsage(DataSize.ofBytes(0), Optional.empty());
    }

    /** Nothing is limited, so nothing is counted. */
    @Override
    public void keep(String owner, DataSize kept) {}

    /** The same. */
    @Override
    public void count(String owner, Set<Integer> users) {}

    @Override
    public void destroy(String owner) {
        ContainerFiles.deleteTree(require(owner).root());
    }
}
