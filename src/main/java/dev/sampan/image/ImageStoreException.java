package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** The image store could not be read or written. */
public final class ImageStoreException extends RuntimeException {

    ImageStoreException(String message) {
        this(message, null);
    }

    ImageStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
