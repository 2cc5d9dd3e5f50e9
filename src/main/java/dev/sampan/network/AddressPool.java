package dev.sampan.network;

import dev.sampan.unit.AddressRange;
import java.net.Inet4Address;
import java.util.BitSet;

/** Hands out addresses in turn, so that one that was given back rests for as long as the range allows. */
final class AddressPool {

    private final AddressRange range;
    private final BitSet used;
    private int next;

    /**
     * A pool with nothing handed out.
     *
     * @param start where to begin; after a restart somewhere else than before, for the same reason
     */
    AddressPool(AddressRange range, int start) {
        this.range = range;
        this.used = new BitSet(range.size());
        this.next = Math.floorMod(start, range.size());
        used.set(0);
        used.set(range.size() - 1);
    }

    synchronized Inet4Address take() {
        int free = used.nextClearBit(next);
        if (free >= range.size()) {
            free = used.nextClearBit(0);
        }
        if (free >= range.size()) {
            throw new NetworkException(
                    "All %d addresses of the pool '%s' are in use. Set sampan.network.pool to a larger range"
                            .formatted(range.size() - 2, range),
                    null);
        }
        used.set(free);
        next = free + 1;
        return range.address(free);
    }

    /** Marks an address that somebody has already. */
    synchronized void claim(Inet4Address address) {
        if (range.contains(address)) {
            used.set(range.indexOf(address));
        }
    }

    synchronized void giveBack(Inet4Address address) {
        if (range.contains(address)) {
            used.clear(range.indexOf(address));
        }
    }
}
