package dev.sampan.container;

/** Who is served first when several containers want a processor. */
public enum Precedence {
    /** Its processes take the processor as soon as they wake up: for those that need little of it, and need it now. */
    FIRST(64),
    /** Its processes take turns, and nobody's processor: for those that would keep one busy all the time. */
    IN_TURN(1);

    private final int factor;

    Precedence(int factor) {
        this.factor = factor;
    }

    /** What a weight amounts to, so that those who are first count more than all who take turns. */
    int weight(int weight) {
        return Math.multiplyExact(weight, factor);
    }
}
