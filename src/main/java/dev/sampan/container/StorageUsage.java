package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of its disk quota an owner uses.
 *
 * @param used bytes in use
 * @param limit the most it may use; empty without a quota
 * @param inodes files, folders and links in use; empty where they are not counted
 * @param inodeLimit the most of these; empty where they are not limited
 */
public record StorageUsage(
        DataSize used, Optional<DataSize> limit, OptionalLong inodes, OptionalLong inodeLimit) {

    /** Without a count of files. */
    public StorageUsage(DataSize used, Optional<DataSize> limit) {
        this(used, limit, OptionalLong.empty(), OptionalLong.empty());
    }
}
