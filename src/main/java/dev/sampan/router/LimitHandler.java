package dev.sampan.router;

import dev.sampan.router.ClientTable.Client;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
        return admit(passage.addressBytes(), passage::hold);
    }

    /**
     * Counts a request, or a connection that is passed on as it is, of a client.
     *
     * @param hold takes what gives its place back when it has ended, if it has one
     * @return null when it passes
     */
    @Nullable Answer admit(byte[] address, Consumer<Permit> hold) {
        long now = System.nanoTime();
        Client client = countsClients() ? guard.clients.of(address, now) : null;
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
        return takePlaces(hold, client == null ? null : client.requests);
    }

    private boolean countsClients() {
        return limits.clientRate().isPresent() || limits.maxClientRequests() > 0;
    }

    private @Nullable Answer takePlaces(Consumer<Permit> hold, @Nullable AtomicInteger ofClient) {
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
            hold.accept(() -> release(client, all));
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
