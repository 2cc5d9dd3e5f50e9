package dev.sampan.router;

/**
 * Counts of one route since the router started.
 *
 * @param requests ended, whatever their end
 * @param failed answered by the router with 502, 503 or 504, or broken off by the app
 * @param aborted ended by the client before the answer was complete
 * @param inFlight begun and not ended
 * @param latencies of those that ended, but for WebSockets, connections of TCP and what clients ended
 */
public record RouteTotals(
        long requests, long failed, long aborted, int inFlight, Latencies latencies) {

    public static final RouteTotals NONE = new RouteTotals(0, 0, 0, 0, Latencies.NONE);

    /** Counts without times. */
    RouteTotals(long requests, long failed, long aborted, int inFlight) {
        this(requests, failed, aborted, inFlight, Latencies.NONE);
    }

    /** What was counted since an earlier reading; `inFlight` is the later one's. A router that restarted in between counts from zero. */
    public RouteTotals since(RouteTotals earlier) {
        if (requests < earlier.requests) {
            return this;
        }
        return new RouteTotals(
                requests - earlier.requests,
                failed - earlier.failed,
                aborted - earlier.aborted,
                inFlight,
                latencies.minus(earlier.latencies));
    }

    RouteTotals plus(RouteTotals other) {
        return new RouteTotals(
                requests + other.requests,
                failed + other.failed,
                aborted + other.aborted,
                inFlight + other.inFlight,
                latencies.plus(other.latencies));
    }
}
