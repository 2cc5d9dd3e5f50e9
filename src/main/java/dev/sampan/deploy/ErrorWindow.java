package dev.sampan.deploy;

import dev.sampan.router.ShareTotals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The newest requests of a canary, and how many of them were errors. */
final class ErrorWindow {

    /** Fewer say nothing. */
    static final int LEAST = 100;

    private final Deque<ShareTotals> seen = new ArrayDeque<>();

    ErrorWindow() {
        seen.add(ShareTotals.NONE);
    }

    /**
     * Takes what was counted by now.
     *
     * @return the newest requests, {@link #LEAST} or somewhat more; empty as long as there are fewer
     */
    Optional<ShareTotals> add(ShareTotals now) {
        if (now.requests() < seen.getLast().requests()) {
            // A router that was started again counts from zero.
            seen.clear();
            seen.add(ShareTotals.NONE);
        }
        if (now.requests() > seen.getLast().requests()) {
            seen.addLast(now);
        }
        ShareTotals before = seen.removeFirst();
        while (!seen.isEmpty() && now.requests() - seen.getFirst().requests() >= LEAST) {
            before = seen.removeFirst();
        }
        seen.addFirst(before);
        long requests = now.requests() - before.requests();
        return requests < LEAST
                ? Optional.empty()
                : Optional.of(new ShareTotals(requests, now.errors() - before.errors()));
    }
}
