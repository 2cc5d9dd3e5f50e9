package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** A layer with something in it that cannot be taken; the message names the entry. */
public final class InvalidLayerException extends RuntimeException {

    InvalidLayerException(String message) {
        this(message, null);
    }

    InvalidLayerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
