package dev.sampan.runtime;

import org.jspecify.annotations.Nullable;

/** A container that the OCI runtime or its monitor refused. */
public final class OciRuntimeException extends RuntimeException {

    OciRuntimeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
