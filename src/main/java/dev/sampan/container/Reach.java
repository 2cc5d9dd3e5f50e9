package dev.sampan.container;

import dev.sampan.network.NetworkPolicy;
import dev.sampan.unit.AddressRange;
import java.util.List;
import java.util.Set;

/**
 * What the containers of one owner reach beside the Internet.
 *
 * @param owners whose containers they may open connections to
 * @param privateRanges whether private networks are open to them, but for link-local addresses: there clouds have their
 *     metadata
 * @param ranges further ranges that are open to them
 */
public record Reach(Set<String> owners, boolean privateRanges, List<AddressRange> ranges) {

    public Reach {
        owners = Set.copyOf(owners);
        ranges = List.copyOf(ranges);
    }

    NetworkPolicy policy() {
        return new NetworkPolicy(owners, privateRanges, ranges);
    }
}
