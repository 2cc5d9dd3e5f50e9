package dev.sampan.network;

import org.jspecify.annotations.Nullable;

/** A network that cannot be set up as the host stands. */
public final class NetworkException extends RuntimeException {

    NetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
