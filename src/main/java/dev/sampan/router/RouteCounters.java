package dev.sampan.router;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one worker counted for one route; touched by that worker's event loop only. */
final class RouteCounters {

    private long requests;
    private long failed;
    private long aborted;
    private int inFlight;
    private final Map<String, ShareCounters> shares = new HashMap<>();
    private long @Nullable [] latencies;

    void started() {
        inFlight++;
    }

    /** Counts a request that ended. */
    void ended(boolean byRouterOrBreak, boolean byClient) {
        inFlight--;
        requests++;
        failed += byRouterOrBreak ? 1 : 0;
        aborted += byClient ? 1 : 0;
    }

    /** The counts of a share, which begin when the route first has it. */
    ShareCounters share(String name) {
        return shares.computeIfAbsent(name, _ -> new ShareCounters());
    }

    /** Forgets the shares that the route has no more. */
    void retainShares(Collection<Share> left) {
        shares.keySet().removeIf(name -> left.stream().noneMatch(s -> s.name().equals(name)));
    }

    Map<String, ShareTotals> shareTotals() {
        Map<String, ShareTotals> totals = new HashMap<>();
        shares.forEach((name, counters) -> totals.put(name, counters.totals()));
        return totals;
    }

    /** Counts how long a request took that has ended. */
    void took(long nanos) {
        long[] ranges = latencies;
        if (ranges == null) {
            ranges = new long[Latencies.RANGES];
            latencies = ranges;
        }
        ranges[Latencies.rangeOf(nanos)]++;
    }

    RouteTotals totals() {
        long[] ranges = latencies;
        return new RouteTotals(
                requests,
                failed,
                aborted,
                inFlight,
                ranges == null ? Latencies.NONE : Latencies.copyOf(ranges));
    }
}
