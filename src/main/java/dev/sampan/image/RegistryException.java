package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** A registry that cannot be asked, or that refuses; the message names it and says what to do. */
public final class RegistryException extends RuntimeException {

    RegistryException(String message) {
        this(message, null);
    }

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
