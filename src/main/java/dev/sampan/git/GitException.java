package dev.sampan.git;

import org.jspecify.annotations.Nullable;

/** A repository that cannot be read or written. */
public final class GitException extends RuntimeException {

    GitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
