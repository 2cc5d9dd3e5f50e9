package dev.sampan.git;

/** What becomes of a pushed branch. */
public sealed interface PushDecision {

    /** The branch is moved to the pushed commit. */
    record Accepted() implements PushDecision {}

    /**
     * The branch stays as it was, so that the same push can be repeated.
     *
     * @param reason a few words that git shows in brackets behind the branch
     */
    record Rejected(String reason) implements PushDecision {}

    static PushDecision accept() {
        return new Accepted();
    }

    /** Rejected as git words it; what was wrong has been written to the client before. */
    static PushDecision reject() {
        return new Rejected("pre-receive hook declined");
    }

    static PushDecision reject(String reason) {
        return new Rejected(reason);
    }
}
