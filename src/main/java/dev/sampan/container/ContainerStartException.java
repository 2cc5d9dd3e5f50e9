package dev.sampan.container;

import org.jspecify.annotations.Nullable;

/** A container that could not be started; nothing of it is left. */
public final class ContainerStartException extends RuntimeException {

    public ContainerStartException(String message) {
        this(message, null);
    }

    public ContainerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
