package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the promises made to owners within what the host's disk can hold. */
@Component
class HostSpace {

    private final CommandRunner commands;
    private final QuotaFiles files;
    private final DiskLimits limits;
    private final QuotaProperties properties;

    HostSpace(
            CommandRunner commands,
            QuotaFiles files,
            DiskLimits limits,
            QuotaProperties properties) {
        this.commands = commands;
        this.files = files;
        this.limits = limits;
        this.properties = properties;
    }

    /**
     * Checks that so many bytes more can be promised.
     *
     * @throws HostDiskFullException when the host's disk is too full for that
     */
    void require(String owner, DataSize more) {
        try {
            DataSize free = DataSize.ofBytes(Files.getFileStore(files.disks()).getUsableSpace());
            DataSize promised = DataSize.ofBytes(promisedBytes());
            check(owner, more, free, promised, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read the free space of '%s'".formatted(files.disks()), e);
        }
    }

    static void check(
            String owner,
            DataSize more,
            DataSize free,
            DataSize promised,
            QuotaProperties properties) {
        double room =
                (double) Math.max(0, free.bytes() - properties.hostReserve().bytes())
                                * properties.overcommit()
                        - promised.bytes();
        if (more.bytes() > room) {
            throw new HostDiskFullException(
                    "The disk of '%s' needs %s, but the host has only %s left to give: %s are free, of which %s are kept for the host, and %s are promised to others already. Free some space, or choose a lower limit"
                            .formatted(
                                    owner,
                                    more.toText(),
                                    DataSize.ofBytes(Math.max(0, (long) room)).toText(),
                                    free.toText(),
                                    properties.hostReserve().toText(),
                                    promised.toText()));
        }
    }

    /** What existing disks may still grow by. */
    private long promisedBytes() throws IOException {
        List<Path> disks;
        try (var entries = Files.list(files.disks())) {
            disks = entries.filter(path -> path.toString().endsWith(".img")).sorted().toList();
        }
        if (disks.isEmpty()) {
            return 0;
        }
        return commands.run(new AllocatedCommand(disks)).entrySet().stream()
                .mapToLong(
                        disk ->
                                Math.max(
                                        0,
                                        limits.read(files.ownerOf(disk.getKey())).bytes()
                                                - disk.getValue()))
                .sum();
    }
}
