package dev.sampan.container;

import org.jspecify.annotations.Nullable;

/** A disk limit that cannot be had: more is used already, or the host or its quota driver cannot give it. */
public final class StorageLimitException extends RuntimeException {

    public StorageLimitException(String message) {
        this(message, null);
    }

    public StorageLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
