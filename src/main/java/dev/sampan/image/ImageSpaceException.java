package dev.sampan.image;

import org.jspecify.annotations.Nullable;

/** An image for which the disk has too little room; the message has the needed and the available bytes. */
public final class ImageSpaceException extends RuntimeException {

    ImageSpaceException(String message) {
        this(message, null);
    }

    ImageSpaceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
