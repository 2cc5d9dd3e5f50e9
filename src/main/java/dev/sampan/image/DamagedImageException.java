package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** Content of the image store that is not what its digest says. */
public final class DamagedImageException extends RuntimeException {

    DamagedImageException(String message) {
        this(message, null);
    }

    DamagedImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
