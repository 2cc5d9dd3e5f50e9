package dev.sampan.quota;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which host UIDs containers may run under.
 *
 * @param first the first UID of the first block; the default starts where neither Debian nor systemd hands out UIDs
 *     (0x70000000, see systemd's UIDS-GIDS.md)
 * @param count how many blocks of 65,536 UIDs there are, one per owner
 */
@ConfigurationProperties("sampan.uid-pool")
public record UidPoolProperties(
        @DefaultValue("1879048192") int first, @DefaultValue("4000") int count) {

    public UidPoolProperties {
        if (first < UidLease.SIZE) {
            throw new IllegalArgumentException(
                    "sampan.uid-pool.first is %d, which is among the host's own users. Set it to %d or more"
                            .formatted(first, UidLease.SIZE));
        }
        if (count < 1 || first + (long) count * UidLease.SIZE - 1 > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "sampan.uid-pool.count is %d: from UID %d on there is room for 1 to %d blocks"
                            .formatted(
                                    count,
                                    first,
                                    (Integer.MAX_VALUE - first + 1L) / UidLease.SIZE));
        }
    }

    int firstUidOf(int block) {
        return first + block * UidLease.SIZE;
    }

    /** The first UID behind the block that a UID is in. */
    int endOfBlock(int uid) {
        return firstUidOf(Math.floorDiv(uid - first, UidLease.SIZE) + 1);
    }

    boolean contains(int firstUid) {
        return firstUid >= first && firstUid <= firstUidOf(count - 1);
    }
}
