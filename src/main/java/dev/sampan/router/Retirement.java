package dev.sampan.router;

import java.time.Duration;
import java.util.function.IntSupplier;

/** How long a router stays that another one follows: until its clients have left, but not for ever. */
final class Retirement {

    /** So long it stays at least, to go on should its successor end. */
    private static final Duration PROBATION = Duration.ofSeconds(10);

    private static final long POLL_MILLIS = 50;

    private final Duration limit;
    private boolean begun;
    private long since;

    /**
     * Measures one router's retirement.
     *
     * @param limit its longest time
     */
    Retirement(Duration limit) {
        this.limit = limit;
    }

    synchronized void begin() {
        begun = true;
        since = System.nanoTime();
        notifyAll();
    }

    /** The router is needed again. */
    synchronized void cancel() {
        begun = false;
    }

    synchronized boolean hasBegun() {
        return begun;
    }

    /**
     * Returns when a retirement has begun and is over.
     *
     * @param clients as many as there still are
     */
    synchronized void await(IntSupplier clients) throws InterruptedException {
        while (!isOver(clients)) {
            if (begun) {
                wait(POLL_MILLIS);
            } else {
                wait();
            }
        }
    }

    private boolean isOver(IntSupplier clients) {
        if (!begun) {
            return false;
        }
        long past = System.nanoTime() - since;
        return past >= limit.toNanos() || (past >= PROBATION.toNanos() && clients.getAsInt() == 0);
    }
}
