package dev.sampan.deploy;

import org.jspecify.annotations.Nullable;

/** A release that did not come to traffic; what ran before runs on. The message says what failed and why. */
public final class DeployFailedException extends RuntimeException {

    DeployFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
