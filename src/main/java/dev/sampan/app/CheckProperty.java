package dev.sampan.app;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set about the checks of an app, or of all apps: whole numbers, of seconds where nothing else is said. */
public enum CheckProperty {
    /** How long requests of replaced processes may go on. */
    WAIT_TO_RETIRE("wait-to-retire", 0, 86_400),
    /** How much longer a web process without checks in app.json has for each attempt. */
    WAIT("wait", 0, 86_400),
    /** How long one attempt may take until such a web process listens. */
    TIMEOUT("timeout", 1, 86_400),
    /** How many attempts such a web process has; no time. */
    ATTEMPTS("attempts", 1, 1000),
    /** How long any other process without checks in app.json has to stay up. */
    DEFAULT_WAIT("default-wait", 0, 86_400);

    private final String word;
    private final int least;
    private final int most;

    CheckProperty(String word, int least, int most) {
        this.word = word;
        this.least = least;
        this.most = most;
    }

    /** How people write it. */
    public String word() {
        return word;
    }

    /** The one of this name. */
    public static Optional<CheckProperty> find(String word) {
        return Arrays.stream(values()).filter(property -> property.word.equals(word)).findFirst();
    }

    /** The names of all. */
    public static String words() {
        return Arrays.stream(values()).map(CheckProperty::word).collect(Collectors.joining(", "));
    }

    /**
     * Checks what somebody wants to set.
     *
     * @throws RefusedException when it is no number within the bounds
     */
    String check(String text) {
        if (!text.matches("[0-9]{1,5}")
                || Integer.parseInt(text) < least
                || Integer.parseInt(text) > most) {
            throw RefusedException.invalid(
                    (this == ATTEMPTS
                                    ? "'%s' is no number of %s. Say %d to %d"
                                    : "'%s' is no time for %s. Say seconds, %d to %d")
                            .formatted(Excerpt.of(text), word, least, most));
        }
        return text;
    }
}
