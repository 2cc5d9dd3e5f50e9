package dev.sampan.container;

import dev.sampan.network.NetworkPolicy;
import dev.sampan.unit.AddressRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the containers of one owner reach beside the Internet, and how much of all that at once.
 *
 * @param owners whose containers they may open connections to
 * @param privateRanges whether private networks are open to them, but for link-local addresses: there clouds have their
 *     metadata
 * @param ranges further ranges that are open to them
 * @param connections how many connections they may have open at once, all together; empty for the default
 */
public record Reach(
        Set<String> owners,
        boolean privateRanges,
        List<AddressRange> ranges,
        OptionalInt connections) {

    /** What is reached, with the default number of connections. */
    public Reach(Set<String> owners, boolean privateRanges, List<AddressRange> ranges) {
        this(owners, privateRanges, ranges, OptionalInt.empty());
    }

    public Reach {
        owners = Set.copyOf(owners);
        ranges = List.copyOf(ranges);
    }

    NetworkPolicy policy() {
        return new NetworkPolicy(owners, privateRanges, ranges, connections);
    }
}
