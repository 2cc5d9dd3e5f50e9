package dev.sampan.quota;

import org.jspecify.annotations.Nullable;

/** Storage of an owner that could not be made, changed or removed. */
public final class DiskQuotaException extends RuntimeException {

    DiskQuotaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
