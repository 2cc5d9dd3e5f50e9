package dev.sampan.operation;

import dev.sampan.router.Latencies;
import dev.sampan.router.RouteTotals;
import java.time.Duration;

/**
 * What the router has counted for an app since it started.
 *
 * @param requests that ended, whatever their end
 * @param failed answered by the router in the app's place because of it, or broken off by it
 * @param aborted ended by the client
 * @param running begun and not ended
 * @param measured how many of them the times are of
 * @param p50 the time within which half of them were answered, right to an eighth; zero when none was measured
 * @param p95 the same of 95 of 100
 * @param p99 the same of 99 of 100
 */
public record Traffic(
        long requests,
        long failed,
        long aborted,
        int running,
        long measured,
        Duration p50,
        Duration p95,
        Duration p99) {

    static Traffic of(RouteTotals counted) {
        Latencies times = counted.latencies();
        return new Traffic(
                counted.requests(),
                counted.failed(),
                counted.aborted(),
                counted.inFlight(),
                times.count(),
                times.quantile(0.5),
                times.quantile(0.95),
                times.quantile(0.99));
    }

    /** One of the times in few characters: `640us`, `1.8ms`; empty when none was measured. */
    public String text(Duration time) {
        return measured == 0 ? "" : Latencies.text(time);
    }
}
