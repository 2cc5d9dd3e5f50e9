package dev.sampan.router;

import io.netty.channel.ChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.List;

/** How much room one worker has left for connections and requests; touched by its loop only. */
final class Room {

    private static final Duration SHORT_GRACE = Duration.ofSeconds(1);

    /** Answers of some hundred requests can fill the memory in a few milliseconds. */
    private static final long FRESH_NANOS = 1_000_000;

    private static final List<WriteBufferWaterMark> MARKS =
            List.of(
                    Router.WATER_MARK,
                    new WriteBufferWaterMark(32 << 10, 128 << 10),
                    new WriteBufferWaterMark(16 << 10, 64 << 10),
                    new WriteBufferWaterMark(8 << 10, 32 << 10));

    private final ConnectionCount connections;
    private Capacity capacity = new Capacity(1_000_000, 1L << 40);
    private int workers = 1;
    private int requests;
    private boolean scarce;
    private long lookedAt = System.nanoTime();

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

    /** Whether there is none for another request, which comes now. */
    boolean isFull(long now) {
        if (now - lookedAt > FRESH_NANOS) {
            look();
        }
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

    /** Lets a client's connection hold as much of its next answer as there is room for. */
    void allot(ChannelConfig config) {
        WriteBufferWaterMark mark = waterMark();
        if (config.getWriteBufferWaterMark() != mark) {
            config.setWriteBufferWaterMark(mark);
        }
    }

    /**
     * How much of an answer may wait for a client before no more of it is read from the app: less for each, the more there
     * are, so that all together fit into the memory.
     */
    private WriteBufferWaterMark waterMark() {
        long each = Capacity.bufferBytes() / 2 / workers / Math.max(1, requests);
        for (WriteBufferWaterMark mark : MARKS) {
            if (mark.high() <= each) {
                return mark;
            }
        }
        return MARKS.getLast();
    }

    /** Looks at the memory that waits for clients and apps: several times a second, and more often while requests come. */
    void look() {
        scarce = Capacity.buffersAreScarce();
        lookedAt = System.nanoTime();
    }
}
