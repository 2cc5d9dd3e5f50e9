package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches how a client takes what waits for it, so that one that takes next to nothing does not hold it for long. */
final class OutputWatch {

    /** What a look found. */
    enum Progress {
        /** Nothing waits for the client. */
        NOTHING_WAITS,
        /** It has just begun to wait, or the client took some of it. */
        MOVES,
        /** The client took nothing since the last look. */
        STANDS,
        /** It takes less than it has to. */
        TOO_SLOW
    }

    private @Nullable Pace pace;
    private long taken;

    /**
     * Looks at it, several times a second.
     *
     * @param given bytes that were meant for the client so far
     * @param waiting how many of them it has not taken
     * @param grace by how much it may be late
     */
    Progress look(long now, long given, long waiting, MinimumRates rates, Duration grace) {
        if (waiting <= 0) {
            pace = null;
            return Progress.NOTHING_WAITS;
        }
        Pace known = pace;
        boolean moves = known == null || given - waiting > taken;
        taken = given - waiting;
        if (known == null) {
            known = new Pace();
            pace = known;
        }
        if (known.isTooSlow(now, taken, true, rates.send(), grace)) {
            return Progress.TOO_SLOW;
        }
        return moves ? Progress.MOVES : Progress.STANDS;
    }

    /** How many bytes were written to a channel that its socket has not taken; none when it is closed or there is none. */
    static long waiting(@Nullable Channel channel) {
        ChannelOutboundBuffer buffer = channel == null ? null : channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Whether channels that nothing more is written to take too little of what waits for them. */
    boolean isTooSlow(long now, Worker worker, @Nullable Channel one, @Nullable Channel other) {
        RouterSettings settings = worker.settings();
        Duration grace = worker.room().grace(settings.bodyIdle());
        long waiting = waiting(one) + waiting(other);
        return look(now, 0, waiting, settings.rates(), grace) == Progress.TOO_SLOW;
    }

    /** Whether something waited when it was last looked at. */
    boolean waited() {
        return pace != null;
    }
}
