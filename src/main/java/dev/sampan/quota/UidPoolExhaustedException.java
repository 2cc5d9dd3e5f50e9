package dev.sampan.quota;

/** No block of UIDs is left to hand out. */
public final class UidPoolExhaustedException extends RuntimeException {

    UidPoolExhaustedException(String message) {
        super(message);
    }
}
