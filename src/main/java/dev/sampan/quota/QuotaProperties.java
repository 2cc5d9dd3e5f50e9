package dev.sampan.quota;

import dev.sampan.unit.DataSize;
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
 */
@ConfigurationProperties("sampan.quota")
public record QuotaProperties(
        @DefaultValue("auto") String driver,
        @DefaultValue("1g") DataSize hostReserve,
        @DefaultValue("1.0") double overcommit) {

    public QuotaProperties {
        if (overcommit < 1) {
            throw new IllegalArgumentException(
                    "sampan.quota.overcommit is %s, it must be 1 or more".formatted(overcommit));
        }
    }
}
