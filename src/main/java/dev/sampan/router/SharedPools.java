package dev.sampan.router;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The targets of a route whose requests are divided by weight. Each request draws a share, and then one of its targets as
 * among those of any route. A share whose targets fail requests keeps its part, so that what is counted tells how good it
 * is; one that has no target, or none that passes its checks, leaves its part to the others.
 */
final class SharedPools {

    private final TargetPool[] all;
    private final List<Part> parts;

    /** One share as a worker sees it. */
    private static final class Part {

        private final int percent;
        private final TargetPool[] pools;
        private final ShareCounters counters;

        Part(int percent, TargetPool[] pools, ShareCounters counters) {
            this.percent = percent;
            this.pools = pools;
            this.counters = counters;
        }

        boolean has(TargetPool pool) {
            return Arrays.asList(pools).contains(pool);
        }
    }

    SharedPools(List<Share> shares, TargetPool[] all, RouteCounters counters) {
        this.all = all;
        this.parts = new ArrayList<>();
        for (Share share : shares) {
            TargetPool[] own =
                    Arrays.stream(all)
                            .filter(pool -> share.targets().contains(pool.target()))
                            .toArray(TargetPool[]::new);
            parts.add(new Part(share.percent(), own, counters.share(share.name())));
        }
    }

    /** A target of the share that was drawn, else of the next; null when the route has none. */
    @Nullable TargetPool choose(@Nullable TargetPool avoided) {
        return choose(ThreadLocalRandom.current().nextInt(100), avoided);
    }

    /**
     * The same for a number that was drawn.
     *
     * @param drawn 0 to 99
     */
    @Nullable TargetPool choose(int drawn, @Nullable TargetPool avoided) {
        int first = partOf(drawn);
        for (int i = 0; i < parts.size(); i++) {
            TargetPool[] own = parts.get((first + i) % parts.size()).pools;
            TargetPool chosen = TargetChoice.among(own, avoided);
            if (chosen != null && chosen != avoided && !chosen.isOut()) {
                return chosen;
            }
        }
        return TargetChoice.among(all, avoided);
    }

    private int partOf(int drawn) {
        int below = 0;
        for (int i = 0; i < parts.size(); i++) {
            below += parts.get(i).percent;
            if (drawn < below) {
                return i;
            }
        }
        return 0;
    }

    /** Counts a request, or the last try of one, at the share of its target. */
    void count(TargetPool pool, boolean error) {
        for (Part part : parts) {
            if (part.has(pool)) {
                part.counters.ended(error);
                return;
            }
        }
    }
}
