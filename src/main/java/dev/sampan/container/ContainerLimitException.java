package dev.sampan.container;

import org.jspecify.annotations.Nullable;

/** Limits that this host cannot give to a container that runs. */
public final class ContainerLimitException extends RuntimeException {

    public ContainerLimitException(String message) {
        this(message, null);
    }

    public ContainerLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
