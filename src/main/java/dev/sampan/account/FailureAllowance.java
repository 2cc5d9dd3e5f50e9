package dev.sampan.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each of many may still fail: some times at once, and once more after each pause. Of those who fail only the
 * newest are known, so that many of them need no more memory.
 */
final class FailureAllowance {

    static final int MOST_KNOWN = 10_000;

    private final long pause;
    private final LongSupplier clock;

    /** When each may again fail as often at once as those who never failed. */
    private final Map<String, Long> debts =
            new LinkedHashMap<>(16, 0.75F, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_KNOWN;
                }
            };

    /**
     * Nobody has failed yet.
     *
     * @param pause after which each may fail once more
     * @param clock nanoseconds
     */
    FailureAllowance(Duration pause, LongSupplier clock) {
        this.pause = pause.toNanos();
        this.clock = clock;
    }

    /**
     * Takes one failure from somebody, when there is one to take.
     *
     * @param atOnce how many of them somebody may have who had none for long
     * @return how long to wait for it; zero when it is taken
     */
    synchronized Duration take(String key, int atOnce) {
        long now = clock.getAsLong();
        long debt = debt(key, now);
        long wait = debt - (atOnce - 1) * pause;
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        debts.put(key, now + debt + pause);
        return Duration.ZERO;
    }

    /** Gives one back, since it was no failure. */
    synchronized void giveBack(String key) {
        long now = clock.getAsLong();
        long debt = debt(key, now) - pause;
        if (debt > 0) {
            debts.put(key, now + debt);
        } else {
            debts.remove(key);
        }
    }

    /** How many are known to have failed lately. */
    synchronized int known() {
        return debts.size();
    }

    private long debt(String key, long now) {
        return Math.max(0, debts.getOrDefault(key, now) - now);
    }
}
