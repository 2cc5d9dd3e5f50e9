package dev.sampan.container;

import java.time.Duration;

/** Who is served first when several containers want a processor. */
public enum Precedence {
    /** Its processes take the processor as soon as they wake up: for those that need little of it, and need it now. */
    FIRST(64, Duration.ofNanos(100_000)),
    /** Its processes take turns: for those that would keep a processor busy all the time. */
    IN_TURN(1, Duration.ZERO);

    private final int factor;
    private final Duration slice;

    Precedence(int factor, Duration slice) {
        this.factor = factor;
        this.slice = slice;
    }

    /** What a weight amounts to, so that those who are first count more than all who take turns. */
    int weight(int weight) {
        return Math.multiplyExact(weight, factor);
    }

    /** For how long a process runs before somebody else's turn comes; zero is what is usual. */
    Duration slice() {
        return slice;
    }
}
