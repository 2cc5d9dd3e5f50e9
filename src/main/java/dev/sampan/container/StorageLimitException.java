package dev.sampan.container;

import org.jspecify.annotations.Nullable;

/** A disk limit that is lower than what is used already. */
public final class StorageLimitException extends RuntimeException {

    public StorageLimitException(String message) {
        this(message, null);
    }

    public StorageLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
