package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A quota group of btrfs as sysfs shows it; unlike the numbers in the tree, these include what is not written back yet.
 *
 * @param folder where its files lie
 */
record QuotaGroup(Path folder) {

    /** The bit of `limit_flags` that says that bytes referenced are limited. */
    private static final long REFERENCED_LIMITED = 1;

    static QuotaGroup of(UUID fileSystem, long subvolume) {
        return new QuotaGroup(
                Path.of("/sys/fs/btrfs", fileSystem.toString(), "qgroups", "0_" + subvolume));
    }

    /** Whether a file system has quota groups at all. */
    static boolean enabled(UUID fileSystem) {
        return Files.isDirectory(Path.of("/sys/fs/btrfs", fileSystem.toString(), "qgroups"));
    }

    private boolean exists() {
        return Files.isDirectory(folder);
    }

    DataSize used() {
        return DataSize.ofBytes(read("referenced") + Math.max(0, read("rsv_data")));
    }

    Optional<DataSize> limit() {
        return exists() && (read("limit_flags") & REFERENCED_LIMITED) != 0
                ? Optional.of(DataSize.ofBytes(read("max_referenced")))
                : Optional.empty();
    }

    private long read(String name) {
        Path file = folder.resolve(name);
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(file), e);
        }
    }
}
