package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the disk space of owners is limited.
 *
 * @param driver `auto` for the first that works on this host, or the name of one: `uid`, `project`, `btrfs`, `loop`; `none` for
 *     no limit at all
 * @param hostReserve how much of the host's disk is kept free for the host itself
 * @param overcommit how many times the free space of the host's disk may be promised to owners; 1 keeps every promise
 *     even when all owners use all of theirs
 * @param reserve whether `loop` takes all that an owner may use from the host's disk at once, so that nobody can fill it
 *     first; nothing can be promised twice then. When nothing is said, it does unless space is promised more than once
 */
@ConfigurationProperties("sampan.quota")
public record QuotaProperties(
        @DefaultValue("auto") String driver,
        @DefaultValue("1g") DataSize hostReserve,
        @DefaultValue("1.0") double overcommit,
        @Nullable Boolean reserve) {

    public QuotaProperties {
        if (overcommit < 1) {
            throw new IllegalArgumentException(
                    "sampan.quota.overcommit is %s, it must be 1 or more".formatted(overcommit));
        }
        if (Boolean.TRUE.equals(reserve) && overcommit > 1) {
            throw new IllegalArgumentException(
                    "sampan.quota.reserve is set, so sampan.quota.overcommit must be 1, got %s"
                            .formatted(overcommit));
        }
    }

    /** Whether the host's disk gives all of a disk image when it is made. */
    boolean reserves() {
        return reserve == null ? overcommit == 1 : reserve;
    }
}
