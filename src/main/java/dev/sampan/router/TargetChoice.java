package dev.sampan.router;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadLocalRandom;

/** How one of several targets is taken for a request. */
final class TargetChoice {

    private TargetChoice() {}

    /**
     * The less busy of two targets picked at random.
     *
     * @param avoided one that just failed; taken only when there is no other
     * @return null when there is no target
     */
    static @Nullable TargetPool among(TargetPool[] pools, @Nullable TargetPool avoided) {
        int count = pools.length;
        if (count == 0) {
            return null;
        }
        if (count == 1) {
            return pools[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        TargetPool a = pools[first];
        TargetPool b = pools[second];
        if (a.isEjected() || b.isEjected()) {
            return around(pools, first, avoided);
        }
        if (a == avoided) {
            return b;
        }
        if (b == avoided) {
            return a;
        }
        return b.inFlight() < a.inFlight() ? b : a;
    }

    /** The least busy target that is not ejected; when all are, they are treated as if none were. */
    private static TargetPool around(TargetPool[] pools, int first, @Nullable TargetPool avoided) {
        TargetPool best = null;
        TargetPool any = pools[first];
        for (int i = 0; i < pools.length; i++) {
            TargetPool candidate = pools[(first + i) % pools.length];
            if (candidate == avoided) {
                continue;
            }
            if (any == avoided || candidate.inFlight() < any.inFlight()) {
                any = candidate;
            }
            if (!candidate.isEjected()
                    && (best == null || candidate.inFlight() < best.inFlight())) {
                best = candidate;
            }
        }
        return best == null ? any : best;
    }
}
