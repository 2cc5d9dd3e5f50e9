package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** What one worker counted for one route; touched by that worker's event loop only. */
final class RouteCounters {

    private long requests;
    private long failed;
    private long aborted;
    private int inFlight;
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
