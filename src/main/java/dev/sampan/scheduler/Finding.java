package dev.sampan.scheduler;

/**
 * What came of asking an instance once.
 *
 * @param kind whether the check holds
 * @param reason why it does not; empty when it does
 */
record Finding(Kind kind, String reason) {

    /** How an instance stands to a check. */
    enum Kind {
        HOLDS,
        /** It answered, and not as it should: one attempt is over. */
        WRONG,
        /** It does not answer at all, which one that is starting cannot yet. */
        SILENT,
        /** Nothing listens where it should, which is so, too, while it is starting. */
        DEAF
    }

    static final Finding GOOD = new Finding(Kind.HOLDS, "");

    static Finding wrong(String reason) {
        return new Finding(Kind.WRONG, reason);
    }

    static Finding silent(String reason) {
        return new Finding(Kind.SILENT, reason);
    }

    static Finding deaf(int port) {
        return new Finding(Kind.DEAF, "nothing listens on port " + port);
    }

    boolean holds() {
        return kind == Kind.HOLDS;
    }
}
