package dev.sampan.router;

/** The router did not answer on its control socket, or refused what it was asked. */
public final class RouterUnavailableException extends RuntimeException {

    RouterUnavailableException(String message) {
        super(message);
    }

    RouterUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
