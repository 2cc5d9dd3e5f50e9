package dev.sampan.unit;

/** An amount that cannot be read or lies outside the allowed range; the message says what is allowed. */
public final class InvalidAmountException extends IllegalArgumentException {

    InvalidAmountException(String message) {
        super(message);
    }
}
