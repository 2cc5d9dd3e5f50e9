package dev.sampan.router;

import java.time.Duration;

/** How much room one worker has left for connections and requests; touched by its loop only. */
final class Room {

    private static final Duration SHORT_GRACE = Duration.ofSeconds(1);

    private final ConnectionCount connections;
    private Capacity capacity = new Capacity(1_000_000, 1L << 40);
    private int workers = 1;
    private int requests;
    private boolean scarce;

    Room(ConnectionCount connections) {
        this.connections = connections;
    }

    /**
     * Tells what the process can hold, before the first client comes.
     *
     * @param sharing how many workers share it
     */
    void setCapacity(Capacity newCapacity, int sharing) {
        capacity = newCapacity;
        workers = sharing;
    }

    Capacity capacity() {
        return capacity;
    }

    /** The most connections of clients, of which the settings allow so many. */
    int most(RouterSettings settings) {
        return Math.min(settings.maxConnections(), capacity.connections());
    }

    void requestStarted() {
        requests++;
    }

    void requestEnded() {
        requests--;
    }

    /** Whether there is none for another request. */
    boolean isFull() {
        return scarce || requests >= Math.max(1, capacity.requests(connections.open()) / workers);
    }

    /** Whether little is left, so that who is idle has to make some. */
    boolean isCrowded(RouterSettings settings) {
        return scarce || connections.open() > most(settings) / 16 * 15;
    }

    /** How late a client may be: not by much when there is little memory left. */
    Duration grace(Duration usual) {
        return scarce && usual.compareTo(SHORT_GRACE) > 0 ? SHORT_GRACE : usual;
    }

    /** Looks at the memory that waits for clients and apps, several times a second. */
    void look() {
        scarce = Capacity.buffersAreScarce();
    }
}
