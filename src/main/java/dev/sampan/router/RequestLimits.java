package dev.sampan.router;

import dev.sampan.unit.RequestRate;
import java.util.Optional;

/**
 * How large, how many and how often the requests of one app may be.
 *
 * @param maxBodyBytes of one request; 0 is no limit
 * @param rate of all clients together; more get 429
 * @param clientRate of one client address; more get 429
 * @param maxRequests of all clients at once; more get 503; 0 is no limit
 * @param maxClientRequests of one client address at once; more get 429; 0 is no limit
 */
public record RequestLimits(
        long maxBodyBytes,
        Optional<RequestRate> rate,
        Optional<RequestRate> clientRate,
        int maxRequests,
        int maxClientRequests) {

    private static final long HUNDRED_MEBIBYTES = 100L << 20;

    public static final RequestLimits DEFAULT =
            new RequestLimits(HUNDRED_MEBIBYTES, Optional.empty(), Optional.empty(), 0, 0);

    public RequestLimits {
        if (maxBodyBytes < 0 || maxRequests < 0 || maxClientRequests < 0) {
            throw new InvalidRouteTableException("A limit of requests is negative");
        }
    }

    /** Whether any of them asks for counting. */
    boolean count() {
        return rate.isPresent()
                || clientRate.isPresent()
                || maxRequests > 0
                || maxClientRequests > 0;
    }

    public RequestLimits withMaxBodyBytes(long value) {
        return new RequestLimits(value, rate, clientRate, maxRequests, maxClientRequests);
    }

    public RequestLimits withRates(Optional<RequestRate> all, Optional<RequestRate> client) {
        return new RequestLimits(maxBodyBytes, all, client, maxRequests, maxClientRequests);
    }

    public RequestLimits withMaxRequests(int all, int client) {
        return new RequestLimits(maxBodyBytes, rate, clientRate, all, client);
    }
}
