package dev.sampan.precedence;

import dev.sampan.container.Precedence;
import dev.sampan.runtime.ProcessorUse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much one of many wants of the processors, by what it has had between two looks. */
final class Demand {

    /** Who wanted much has to want little for so long before it goes first again. */
    private static final Duration CALM_AFTER = Duration.ofSeconds(1);

    /** What was longer ago says nothing of now. */
    private static final Duration STALE_AFTER = Duration.ofSeconds(1);

    /** A limit that was reached now and then since so long holds back. */
    private static final Duration HELD_AFTER = Duration.ofMillis(200);

    private @Nullable ProcessorUse before;
    private long lookedAt;
    private @Nullable Long wantedMuchAt;
    private @Nullable Long heldSince;
    private long heldAt;

    /**
     * Looks once more.
     *
     * @param much so much time of one processor in each second is much, as is to be held back by a limit
     * @param nanos when, by {@link System#nanoTime}
     * @return empty when nothing can be said yet
     */
    Optional<Precedence> look(ProcessorUse now, double much, long nanos) {
        ProcessorUse earlier = before;
        long passed = nanos - lookedAt;
        before = now;
        lookedAt = nanos;
        if (earlier == null || passed <= 0 || passed > STALE_AFTER.toNanos()) {
            return Optional.empty();
        }
        double share = (double) now.time().minus(earlier.time()).toNanos() / passed;
        if (share >= much || now.throttled() > earlier.throttled()) {
            wantedMuchAt = nanos;
        }
        lookAtLimit(now.throttled() > earlier.throttled(), nanos);
        boolean calm = wantedMuchAt == null || nanos - wantedMuchAt >= CALM_AFTER.toNanos();
        return Optional.of(calm ? Precedence.FIRST : Precedence.IN_TURN);
    }

    /** Whether it would take more than its limit lets it have, and not just for a moment. */
    boolean heldBack() {
        return heldSince != null && heldAt - heldSince >= HELD_AFTER.toNanos();
    }

    private void lookAtLimit(boolean reached, long nanos) {
        if (reached) {
            heldSince = heldSince == null ? nanos : heldSince;
            heldAt = nanos;
        } else if (nanos - heldAt >= CALM_AFTER.toNanos()) {
            heldSince = null;
        }
    }
}
