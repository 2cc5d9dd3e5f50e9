package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** An image that is not in the store. */
public final class ImageNotFoundException extends RuntimeException {

    ImageNotFoundException(String message) {
        this(message, null);
    }

    ImageNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
