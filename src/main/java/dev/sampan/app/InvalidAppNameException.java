package dev.sampan.app;

/** A text that cannot be the name of an app; the message says what can. */
public final class InvalidAppNameException extends RefusedException {

    InvalidAppNameException(String message) {
        super(Kind.INVALID, message);
    }
}
