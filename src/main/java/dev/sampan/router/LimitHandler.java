package dev.sampan.router;

import dev.sampan.router.ClientTable.Client;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Refuses requests that come too often, or are too many at once. */
final class LimitHandler implements RequestHandler {

    private static final long SECOND = 1_000_000_000L;

    private final RequestLimits limits;
    private final RouteGuard guard;

    LimitHandler(RequestLimits limits, RouteGuard guard) {
        this.limits = limits;
        this.guard = guard;
    }

    @Override
    public @Nullable Answer handle(Passage passage) {
        long now = System.nanoTime();
        Client client = countsClients() ? guard.clients.of(passage.addressBytes(), now) : null;
        if (client != null && limits.clientRate().isPresent()) {
            long wait = client.bucket.take(limits.clientRate().get(), now);
            if (wait > 0) {
                return Answer.retryAfter(429, wait);
            }
        }
        if (limits.rate().isPresent()) {
            long wait = guard.bucket.take(limits.rate().get(), now);
            if (wait > 0) {
                return Answer.retryAfter(429, wait);
            }
        }
        return takePlaces(passage, client == null ? null : client.requests);
    }

    private boolean countsClients() {
        return limits.clientRate().isPresent() || limits.maxClientRequests() > 0;
    }

    private @Nullable Answer takePlaces(Passage passage, @Nullable AtomicInteger ofClient) {
        AtomicInteger client = limits.maxClientRequests() > 0 ? ofClient : null;
        AtomicInteger all = limits.maxRequests() > 0 ? guard.requests : null;
        if (client != null && !take(client, limits.maxClientRequests())) {
            return Answer.retryAfter(429, SECOND);
        }
        if (all != null && !take(all, limits.maxRequests())) {
            if (client != null) {
                client.decrementAndGet();
            }
            return Answer.retryAfter(503, SECOND);
        }
        if (client != null || all != null) {
            passage.hold(() -> release(client, all));
        }
        return null;
    }

    private static boolean take(AtomicInteger count, int most) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    private static void release(@Nullable AtomicInteger client, @Nullable AtomicInteger all) {
        if (client != null) {
            client.decrementAndGet();
        }
        if (all != null) {
            all.decrementAndGet();
        }
    }
}
