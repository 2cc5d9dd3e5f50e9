package dev.sampan.router;

/**
 * Counts of one share of a route since it is one.
 *
 * @param requests that its targets ended, whatever their end
 * @param errors of these, answered with a status of 500 or above, or not answered to the end
 */
public record ShareTotals(long requests, long errors) {

    public static final ShareTotals NONE = new ShareTotals(0, 0);

    ShareTotals plus(ShareTotals other) {
        return new ShareTotals(requests + other.requests, errors + other.errors);
    }
}
