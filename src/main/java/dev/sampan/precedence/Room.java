package dev.sampan.precedence;

import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Whether the processors that nobody is pinned to suffice for all who are not pinned. */
final class Room {

    /** So much of each of them may be in use; with more, who wakes up too often finds none that is idle. */
    private static final double MOST = 0.8;

    /** The weight of the newest figure in their mean: one look is so short that a few ticks of a clock decide. */
    private static final double NEWEST = 0.2;

    /** Who found no room goes everywhere for so long. */
    private static final Duration CROWDED = Duration.ofSeconds(5);

    private final int processors;
    private double used;
    private @Nullable Long crowdedAt;

    Room(int processors) {
        this.processors = processors;
    }

    /**
     * The processors to avoid: those that are taken, or none.
     *
     * @param taken where somebody is pinned
     * @param others how many processors all others have used since the last look
     */
    BitSet beside(BitSet taken, double others, long nanos) {
        int free = processors - taken.cardinality();
        used += NEWEST * (others - used);
        if (used > MOST * free) {
            crowdedAt = nanos;
        }
        boolean crowded = crowdedAt != null && nanos - crowdedAt < CROWDED.toNanos();
        return crowded || 2 * free < processors ? new BitSet() : taken;
    }
}
