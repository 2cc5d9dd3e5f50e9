package dev.sampan.router;

/**
 * Counts of one target since it entered the table.
 *
 * @param requests sent to it
 * @param failed of these, without a complete answer
 * @param inFlight requests and tunnels that still use it, also after it left the table
 */
public record TargetTotals(long requests, long failed, int inFlight) {

    public static final TargetTotals NONE = new TargetTotals(0, 0, 0);

    TargetTotals plus(TargetTotals other) {
        return new TargetTotals(
                requests + other.requests, failed + other.failed, inFlight + other.inFlight);
    }
}
