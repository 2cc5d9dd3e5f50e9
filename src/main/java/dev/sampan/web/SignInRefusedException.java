package dev.sampan.web;

import dev.sampan.account.TooManyAttemptsException;
import org.springframework.security.authentication.AccountStatusException;

/** Somebody has to wait before a password is looked at; nobody else is asked about it. */
final class SignInRefusedException extends AccountStatusException {

    private static final long serialVersionUID = 1;

    private final long seconds;

    SignInRefusedException(TooManyAttemptsException cause) {
        super("Too many attempts to sign in failed", cause);
        this.seconds = cause.seconds();
    }

    /** For how long. */
    long seconds() {
        return seconds;
    }
}
