package dev.sampan.quota;

import dev.sampan.host.Posix;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.springframework.stereotype.Component;

/** Keeps the promises made to owners within what the host's disk can hold. */
@Component
class HostSpace {

    private final QuotaFiles files;
    private final QuotaProperties properties;

    HostSpace(QuotaFiles files, QuotaProperties properties) {
        this.files = files;
        this.properties = properties;
    }

    /**
     * Checks that so many bytes more can be promised.
     *
     * @param promised what others may still take
     * @throws HostDiskFullException when the host's disk is too full for that
     */
    void require(String owner, DataSize more, DataSize promised) {
        try {
            Files.createDirectories(files.disks());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make '%s'".formatted(files.disks()), e);
        }
        check(owner, more, available(), promised, properties);
    }

    /** What anybody may still write on the host's disk. */
    DataSize available() {
        return DataSize.ofBytes(Posix.fileSystem(files.nearest()).available());
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
}
