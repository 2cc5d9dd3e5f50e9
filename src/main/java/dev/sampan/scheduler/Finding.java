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
        SILENT
    }

    static final Finding GOOD = new Finding(Kind.HOLDS, "");

    static Finding wrong(String reason) {
        return new Finding(Kind.WRONG, reason);
    }

    static Finding silent(String reason) {
        return new Finding(Kind.SILENT, reason);
    }

    boolean holds() {
        return kind == Kind.HOLDS;
    }
}
