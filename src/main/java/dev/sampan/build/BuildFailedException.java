package dev.sampan.build;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A build that did not lead to an image; the message names the cause. */
public final class BuildFailedException extends RuntimeException {

    private final String stage;
    private final transient List<String> lastLines;

    BuildFailedException(String stage, String message) {
        this(stage, message, List.of(), null);
    }

    BuildFailedException(String stage, String message, @Nullable Throwable cause) {
        this(stage, message, List.of(), cause);
    }

    BuildFailedException(
            String stage, String message, List<String> lastLines, @Nullable Throwable cause) {
        super(message, cause);
        this.stage = stage;
        this.lastLines = List.copyOf(lastLines);
    }

    /** What was being done: `source`, `detect`, `compile`, `release`, `Procfile`, `app.json`, `image`. */
    public String stage() {
        return stage;
    }

    /** The last lines that the build wrote, at most 20; empty when it had not started. */
    public List<String> lastLines() {
        return lastLines;
    }
}
