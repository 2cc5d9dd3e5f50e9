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
 *     first; nothing can be promised twice then. When nothing is said, it does unless space is promised more than once, or
 *     the kernel lets this process grow no file system that is in use, so that limits could not be raised
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

    /**
     * Whether the host's disk gives all of a disk image when it is made.
     *
     * @param growing whether a file system can grow while it is in use
     */
    boolean reserves(boolean growing) {
        return reserve == null ? overcommit == 1 && growing : reserve;
    }
}
