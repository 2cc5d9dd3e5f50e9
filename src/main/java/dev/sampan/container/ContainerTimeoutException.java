package dev.sampan.container;

import org.jspecify.annotations.Nullable;

/** A container that took longer than it may. */
public final class ContainerTimeoutException extends RuntimeException {

    public ContainerTimeoutException(String message) {
        this(message, null);
    }

    public ContainerTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
