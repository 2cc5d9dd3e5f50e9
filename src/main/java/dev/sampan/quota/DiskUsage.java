package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of its disk space an owner uses.
 *
 * @param used bytes in use
 * @param limit the most that it may use; empty when nothing limits it
 * @param inodes files, folders and links in use; empty where the file system does not count them
 * @param inodeLimit the most of these that it may use; empty where only their bytes are limited
 */
public record DiskUsage(
        DataSize used, Optional<DataSize> limit, OptionalLong inodes, OptionalLong inodeLimit) {

    /** The same with so many bytes more in use. */
    DiskUsage with(DataSize more) {
        return new DiskUsage(
                DataSize.ofBytes(used.bytes() + more.bytes()), limit, inodes, inodeLimit);
    }
}
