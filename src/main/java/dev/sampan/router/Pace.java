package dev.sampan.router;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether a peer moves enough bytes: a rate on average, behind which it may fall by a grace. It is looked at several times
 * a second; time counts only when it is the peer who has to move something.
 */
final class Pace {

    /** What one look may count, so that a peer does not pay for a machine that stood still. */
    private static final long MOST_AT_ONCE = TimeUnit.SECONDS.toNanos(1);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long looked;
    private long moved;
    private long left = -1;

    /**
     * Looks at the peer.
     *
     * @param now as of System.nanoTime
     * @param total bytes that it has moved since it began
     * @param owes whether it is the peer who has to move something now
     * @param rate bytes a second; 0 asks for nothing
     * @param grace by how much it may be late
     */
    boolean isTooSlow(long now, long total, boolean owes, long rate, Duration grace) {
        if (rate == 0) {
            return false;
        }
        long most = grace.toNanos();
        if (left < 0) {
            left = most;
        } else {
            double gained = (double) Math.max(0, total - moved) * SECOND / rate;
            left = gained >= most ? most : Math.min(most, left + (long) gained);
            if (owes) {
                left -= Math.clamp(now - looked, 0, MOST_AT_ONCE);
            }
        }
        moved = total;
        looked = now;
        return left < 0;
    }
}
