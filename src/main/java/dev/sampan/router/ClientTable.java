package dev.sampan.router;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is counted for each client address, for a bounded number of them; shared by all workers. */
final class ClientTable {

    private static final int MOST = 65_536;
    private static final long SWEEP_NANOS = 1_000_000_000L;

    /** What stands before an IPv4 address that is written as one of IPv6 (RFC 4291 section 2.5.5.2). */
    private static final int MAPPED = 0xffff;

    /** The counts of one address. */
    static final class Client {

        final RateBucket bucket;
        final AtomicInteger requests = new AtomicInteger();

        Client(long now) {
            bucket = new RateBucket(now);
        }
    }

    private final ConcurrentHashMap<Long, Client> clients = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong(System.nanoTime() - SWEEP_NANOS);

    /** The counts of an address; null when there are more clients than can be counted. */
    @Nullable Client of(byte[] address, long now) {
        return of(keyOf(address), now);
    }

    private @Nullable Client of(Long key, long now) {
        Client known = clients.get(key);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MOST && !sweep(now)) {
            return null;
        }
        return clients.computeIfAbsent(key, _ -> new Client(now));
    }

    /**
     * An IPv6 client has at least 64 bits of addresses to itself, so all of them count as one; an IPv4 client is the same in
     * whichever form its address is written.
     */
    private static Long keyOf(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        boolean four = address.length == 4 || (bytes.getLong(0) == 0 && bytes.getInt(8) == MAPPED);
        return four
                ? 1L << 32 | (bytes.getInt(address.length - 4) & 0xffff_ffffL)
                : bytes.getLong(0);
    }

    private boolean sweep(long now) {
        long last = swept.get();
        if (now - last >= SWEEP_NANOS && swept.compareAndSet(last, now)) {
            for (Iterator<Client> all = clients.values().iterator(); all.hasNext(); ) {
                Client client = all.next();
                if (client.bucket.isIdle(now) && client.requests.get() == 0) {
                    all.remove();
                }
            }
        }
        return clients.size() < MOST;
    }

    /** How far each client is ahead of its rate, for those who are, at most as many as said: nanoseconds by the client's key. */
    Map<String, Object> ahead(long now, int most) {
        Map<String, Object> ahead = new HashMap<>();
        clients.forEach(
                (key, client) -> {
                    long nanos = client.bucket.ahead(now);
                    if (nanos > 0 && ahead.size() < most) {
                        ahead.put(Long.toHexString(key), nanos);
                    }
                });
        return ahead;
    }

    /** Counts what another table has counted. */
    void add(Map<String, Object> ahead, long now) {
        for (String key : ahead.keySet()) {
            Client client = of(Long.parseUnsignedLong(key, 16), now);
            if (client != null) {
                client.bucket.add(Json.number(ahead, key), now);
            }
        }
    }

    int size() {
        return clients.size();
    }
}
