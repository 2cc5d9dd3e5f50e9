package dev.sampan.quota;

import dev.sampan.unit.DataSize;

/** A disk limit below what is used already. */
public final class DiskQuotaExceededException extends RuntimeException {

    private final transient DataSize used;
    private final transient DataSize limit;

    DiskQuotaExceededException(String owner, DataSize used, DataSize limit) {
        super(
                "'%s' uses %s of disk space, more than a limit of %s would allow. Delete files first, or choose a higher limit"
                        .formatted(owner, used.toText(), limit.toText()));
        this.used = used;
        this.limit = limit;
    }

    public DataSize used() {
        return used;
    }

    public DataSize limit() {
        return limit;
    }
}
