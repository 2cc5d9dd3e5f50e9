package dev.sampan.router;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many client connections the whole process holds, and how many of each client address when that is limited. */
final class ConnectionCount {

    private final AtomicInteger open = new AtomicInteger();
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

    int open() {
        return open.get();
    }
}
