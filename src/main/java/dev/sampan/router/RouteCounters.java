package dev.sampan.router;

/** What one worker counted for one route; touched by that worker's event loop only. */
final class RouteCounters {

    private long requests;
    private long failed;
    private long aborted;
    private int inFlight;

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

    RouteTotals totals() {
        return new RouteTotals(requests, failed, aborted, inFlight);
    }
}
