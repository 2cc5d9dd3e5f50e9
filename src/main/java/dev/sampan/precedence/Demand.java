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

    private @Nullable ProcessorUse before;
    private long lookedAt;
    private @Nullable Long wantedMuchAt;
    private double share;

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
        share = (double) now.time().minus(earlier.time()).toNanos() / passed;
        if (share >= much || now.throttled() > earlier.throttled()) {
            wantedMuchAt = nanos;
        }
        boolean calm = wantedMuchAt == null || nanos - wantedMuchAt >= CALM_AFTER.toNanos();
        return Optional.of(calm ? Precedence.FIRST : Precedence.IN_TURN);
    }

    /** How much of one processor it had between the last two looks. */
    double share() {
        return share;
    }
}
