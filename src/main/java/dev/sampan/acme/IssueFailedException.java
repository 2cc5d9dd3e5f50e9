package dev.sampan.acme;

import dev.sampan.app.RefusedException;
import java.time.Instant;

/** An authority issued no certificate. */
public final class IssueFailedException extends RefusedException {

    private final Instant allowed;

    IssueFailedException(String message, Instant allowed) {
        super(Kind.CONFLICT, message);
        this.allowed = allowed;
    }

    IssueFailedException(String message) {
        this(message, Instant.EPOCH);
    }

    /** Before when the authority does not want to be asked again. */
    Instant allowed() {
        return allowed;
    }
}
