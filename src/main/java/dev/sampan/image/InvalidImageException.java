package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** An image from elsewhere that cannot be taken; the message says what is wrong with it. */
public final class InvalidImageException extends RuntimeException {

    InvalidImageException(String message) {
        this(message, null);
    }

    InvalidImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
