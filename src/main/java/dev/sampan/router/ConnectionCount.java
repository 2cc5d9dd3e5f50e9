package dev.sampan.router;

import java.util.concurrent.atomic.AtomicInteger;

/** How many client connections the whole process holds. */
final class ConnectionCount {

    private final AtomicInteger open = new AtomicInteger();

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

    int open() {
        return open.get();
    }
}
