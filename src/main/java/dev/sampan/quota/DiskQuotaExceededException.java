package dev.sampan.quota;

import dev.sampan.unit.DataSize;

/** A disk limit below what is used already. */
public final class DiskQuotaExceededException extends RuntimeException {

    private DiskQuotaExceededException(String message) {
        super(message);
    }

    static DiskQuotaExceededException ofBytes(String owner, DataSize used, DataSize limit) {
        return new DiskQuotaExceededException(
                "'%s' uses %s of disk space, more than a limit of %s would allow. Delete files first, or choose a higher limit"
                        .formatted(owner, used.toText(), limit.toText()));
    }

    static DiskQuotaExceededException ofInodes(String owner, long used, long limit) {
        return new DiskQuotaExceededException(
                "'%s' has %d files and folders, more than a limit of %d would allow. Delete files first, or choose a higher limit"
                        .formatted(owner, used, limit));
    }
}
