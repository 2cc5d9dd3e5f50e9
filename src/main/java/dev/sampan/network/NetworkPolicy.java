package dev.sampan.network;

import dev.sampan.unit.AddressRange;
import java.util.List;
import java.util.Set;

/**
 * What the containers of one owner may reach beside the Internet.
 *
 * @param reaches the owners to whose containers they may open connections
 * @param privateRanges whether all denied ranges are open to them, but for link-local addresses: there clouds have their
 *     metadata
 * @param ranges further ranges that are open to them
 */
public record NetworkPolicy(Set<String> reaches, boolean privateRanges, List<AddressRange> ranges) {

    /** The Internet and nothing else. */
    public static final NetworkPolicy CLOSED = new NetworkPolicy(Set.of(), false, List.of());

    public NetworkPolicy {
        reaches = Set.copyOf(reaches);
        ranges = List.copyOf(ranges);
    }
}
