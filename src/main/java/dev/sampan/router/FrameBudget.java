package dev.sampan.router;

import java.util.concurrent.TimeUnit;

/**
 * What a peer may make us do on one HTTP/2 connection without any use: every frame that costs more than it carries is paid
 * for in points. A point comes back each millisecond, and some for each piece of real work.
 */
final class FrameBudget {

    /** A stream ended by a reset, whoever sent it, with an app's connection lost for it. */
    static final int RESET = 20;

    /** A header that was refused, or a frame for a stream that is gone. */
    static final int REFUSED = 20;

    static final int SETTINGS = 50;
    static final int EMPTY_DATA = 10;

    /** PING, PRIORITY, WINDOW_UPDATE, an unknown frame. */
    static final int CONTROL = 2;

    static final int HEADERS = 1;

    /** What a whole exchange gives back. */
    static final int EXCHANGE = 10;

    /** What a frame of content gives back that we sent: the peer may well answer it with two updates of its windows. */
    static final int CONTENT = 4;

    static final int CAPACITY = 10_000;

    private int points = CAPACITY;
    private long counted = System.nanoTime();

    /**
     * Takes points.
     *
     * @throws Http2Failure when there are none left
     */
    void spend(int cost) {
        points -= cost;
        if (points < 0) {
            refill(System.nanoTime());
            if (points < 0) {
                throw Http2Failure.connection(
                        Http2Error.ENHANCE_YOUR_CALM, "too many frames without use");
            }
        }
    }

    private void refill(long now) {
        long millis = TimeUnit.NANOSECONDS.toMillis(now - counted);
        if (millis > 0) {
            counted += TimeUnit.MILLISECONDS.toNanos(millis);
            points = (int) Math.min(CAPACITY, points + Math.min(millis, CAPACITY));
        }
    }

    void earn(int gain) {
        points = Math.min(CAPACITY, points + gain);
    }
}
