package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** A text that is no key by which images can be signed; the message says what to send instead. */
public final class InvalidSignatureKeyException extends RuntimeException {

    InvalidSignatureKeyException(String message) {
        this(message, null);
    }

    InvalidSignatureKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
