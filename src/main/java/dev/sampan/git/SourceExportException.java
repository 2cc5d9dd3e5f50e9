package dev.sampan.git;

import org.jspecify.annotations.Nullable;

/** A commit whose files cannot or must not be written to disk; the message says which and why. */
public final class SourceExportException extends RuntimeException {

    SourceExportException(String message) {
        this(message, null);
    }

    SourceExportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
