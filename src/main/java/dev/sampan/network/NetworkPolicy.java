package dev.sampan.network;

import dev.sampan.unit.AddressRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the containers of one owner may reach beside the Internet.
 *
 * @param reaches the owners to whose containers they may open connections
 * @param privateRanges whether all denied ranges are open to them, but for link-local addresses: there clouds have their
 *     metadata
 * @param ranges further ranges that are open to them
 * @param connections how many connections they may have open at once, all together; empty for as many as the settings say
 */
public record NetworkPolicy(
        Set<String> reaches,
        boolean privateRanges,
        List<AddressRange> ranges,
        OptionalInt connections) {

    /** The Internet and nothing else. */
    public static final NetworkPolicy CLOSED =
            new NetworkPolicy(Set.of(), false, List.of(), OptionalInt.empty());

    public NetworkPolicy {
        reaches = Set.copyOf(reaches);
        ranges = List.copyOf(ranges);
    }
}
