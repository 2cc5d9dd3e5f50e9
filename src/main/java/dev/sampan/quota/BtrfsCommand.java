package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;

/** The calls of btrfs(8) that are needed here. */
record BtrfsCommand(List<String> argv) implements Command<String> {

    static BtrfsCommand create(Path subvolume) {
        return of("btrfs", "subvolume", "create", subvolume.toString());
    }

    /** Deletes a subvolume, and waits until it is gone for good from the tree, though not until its blocks are free. */
    static BtrfsCommand delete(Path subvolume) {
        return of("btrfs", "subvolume", "delete", "--commit-after", subvolume.toString());
    }

    static BtrfsCommand enableQuota(Path fileSystem) {
        return of("btrfs", "quota", "enable", fileSystem.toString());
    }

    static BtrfsCommand limit(Path subvolume, DataSize limit) {
        return of("btrfs", "qgroup", "limit", Long.toString(limit.bytes()), subvolume.toString());
    }

    /** Writes the running transaction to the disk. */
    static BtrfsCommand sync(Path folder) {
        return of("btrfs", "filesystem", "sync", folder.toString());
    }

    static BtrfsCommand removeGroup(Path fileSystem, long subvolume) {
        return of("btrfs", "qgroup", "destroy", "0/" + subvolume, fileSystem.toString());
    }

    private static BtrfsCommand of(String... argv) {
        return new BtrfsCommand(List.of(argv));
    }

    @Override
    public String parse(String output) {
        return output;
    }
}
