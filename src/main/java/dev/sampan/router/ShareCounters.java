package dev.sampan.router;

/** What one worker counted for one share of a route; touched by that worker's event loop only. */
final class ShareCounters {

    private long requests;
    private long errors;

    void ended(boolean error) {
        requests++;
        errors += error ? 1 : 0;
    }

    ShareTotals totals() {
        return new ShareTotals(requests, errors);
    }
}
