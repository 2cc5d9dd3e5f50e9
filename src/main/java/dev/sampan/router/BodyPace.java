package dev.sampan.router;

/**
 * How fast the body of one request comes. A client that waits for the app's word, or for an app that takes nothing, has all
 * the time that the timeouts give.
 */
final class BodyPace {

    private final Pace pace = new Pace();
    private boolean waits;

    BodyPace(RequestHead request) {
        waits = request.expectContinue();
    }

    /** The app said that the body shall come. */
    void wanted() {
        waits = false;
    }

    /**
     * Looks at it, several times a second.
     *
     * @param received bytes of the body so far
     * @param free whether nothing keeps the client from sending
     */
    boolean isTooSlow(long now, long received, boolean free, MinimumRates least, Worker worker) {
        boolean owes = free && (!waits || received > 0);
        return pace.isTooSlow(
                now, received, owes, least.body(), worker.room().grace(least.grace()));
    }
}
