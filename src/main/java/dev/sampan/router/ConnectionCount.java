package dev.sampan.router;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many client connections the whole process holds, and how many of each client address when that is limited. */
final class ConnectionCount {

    /** Connections that are told to come again, at once. */
    private static final int MOST_REFUSED = 256;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ClientTable clients = new ClientTable();

    boolean add(int limit) {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void remove() {
        open.decrementAndGet();
    }

    /**
     * Counts a connection of one client.
     *
     * @return what gives its place back; null when the client has too many
     */
    @Nullable Permit addClient(byte[] address, int limit) {
        ClientTable.Client client = clients.of(address, System.nanoTime());
        if (client == null) {
            return () -> {};
        }
        if (client.requests.incrementAndGet() > limit) {
            client.requests.decrementAndGet();
            return null;
        }
        return client.requests::decrementAndGet;
    }

    /** Counts a connection that is only told to come again; false when there are too many of these, too. */
    boolean addRefused(Capacity capacity) {
        long most = Math.min(MOST_REFUSED, Math.max(4, capacity.descriptors() / 16));
        if (refused.incrementAndGet() > most) {
            refused.decrementAndGet();
            return false;
        }
        return true;
    }

    void removeRefused() {
        refused.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}
