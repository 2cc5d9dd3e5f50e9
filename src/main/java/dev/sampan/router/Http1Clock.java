package dev.sampan.router;

import dev.sampan.router.OutputWatch.Progress;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Until when something has to happen on one client's HTTP/1.1 connection. */
final class Http1Clock {

    /** How long a connection stays half open after an error so that its answer is not lost to a reset. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The same for a client that goes on sending, as many do that read the answer only when they have sent all. */
    private static final long LONG_LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How long a connection may wait for its next request at least. */
    private static final long SHORT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final OutputWatch output = new OutputWatch();
    private MinimumRates rates = MinimumRates.DEFAULT;
    private long limit;
    private boolean begins;
    private long since;
    private long deadline;
    private long headEnd;
    private boolean lingers;
    private long lingerEnd;

    /**
     * Counts from the next look at the time, several of which come in a second, so that the phases of a request, most of
     * which are over before, need not ask for the time.
     */
    void expectWithin(Duration time) {
        limit = time.toNanos();
        begins = true;
    }

    /** Looks at the time. */
    void look(long now) {
        if (begins) {
            begins = false;
            since = now;
            deadline = now + limit;
        }
    }

    /** A first header is to come. */
    void begin(Worker worker) {
        expectWithin(worker.settings().firstBytes());
    }

    /**
     * The next header is to come.
     *
     * @param waits whether nothing of it has come yet
     */
    void next(boolean waits, Worker worker) {
        if (waits) {
            expectWithin(worker.settings().keepAlive());
        } else {
            headReceived(0, true, worker);
        }
    }

    /**
     * Bytes of a header came: it may take as much longer as they do at the least rate.
     *
     * @param first whether none had come before
     */
    void headReceived(int bytes, boolean first, Worker worker) {
        RouterSettings settings = worker.settings();
        long now = System.nanoTime();
        look(now);
        if (first) {
            headEnd = now + settings.headerRead().toNanos();
        }
        long rate = settings.rates().header();
        long left = headEnd - now;
        if (rate > 0) {
            long late = worker.room().grace(settings.firstBytes()).toNanos();
            long gained = (long) (bytes * SECOND / rate);
            left = Math.min(left, first ? late : Math.min(late, deadline - now + gained));
        }
        deadline = now + left;
    }

    /** The last answer was given; the client may take it, and then has a moment to end the connection. */
    void linger() {
        lingers = true;
        begins = false;
        deadline = System.nanoTime() + LINGER_NANOS;
        lingerEnd = deadline + LONG_LINGER_NANOS;
    }

    /** The client sends more behind the last answer; while there is room, that is no reason to reset its connection. */
    void sendsOn(Worker worker) {
        if (lingers && !worker.isDraining() && !worker.room().isCrowded(worker.settings())) {
            long wanted = System.nanoTime() + LINGER_NANOS;
            deadline += Math.max(0, Math.min(wanted - deadline, lingerEnd - deadline));
        }
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }

    /** Whether the next request has been waited for long enough; not for long when there is little room left. */
    boolean hasWaited(long now, Worker worker) {
        return isOver(now)
                || (now - since > SHORT_WAIT_NANOS && worker.room().isCrowded(worker.settings()));
    }

    /** Rates that hold from now on. */
    void follow(MinimumRates least) {
        rates = least;
    }

    /**
     * Looks at what waits for the client, and gives it time as long as it takes some of that.
     *
     * @param given bytes that were meant for it so far
     * @return whether it takes too little
     */
    boolean isTakenTooSlowly(long now, Channel channel, long given, Worker worker) {
        long waiting = OutputWatch.waiting(channel);
        boolean waited = output.waited();
        Duration usual = worker.settings().bodyIdle();
        Progress progress = output.look(now, given, waiting, rates, worker.room().grace(usual));
        if (progress == Progress.MOVES && (lingers || !channel.isWritable())) {
            deadline = now + Math.max(deadline - now, usual.toNanos());
        } else if (progress == Progress.NOTHING_WAITS && waited && lingers) {
            deadline = now + LINGER_NANOS;
        }
        return progress == Progress.TOO_SLOW;
    }
}
