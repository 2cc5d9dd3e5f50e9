package dev.sampan.account;

import java.time.Duration;

/** Somebody failed to sign in too often, and has to wait before it is looked at again. */
public final class TooManyAttemptsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration wait;

    TooManyAttemptsException(Duration wait) {
        super(
                "Too many failed attempts to sign in from your address. Try again in %d s"
                        .formatted(seconds(wait)));
        this.wait = wait;
    }

    /** For how long nothing is looked at; whole seconds, at least one. */
    public long seconds() {
        return seconds(wait);
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
