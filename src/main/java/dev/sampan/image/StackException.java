package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** A stack that does not exist or could not be made; nothing of it is left. */
public final class StackException extends RuntimeException {

    StackException(String message) {
        this(message, null);
    }

    StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
