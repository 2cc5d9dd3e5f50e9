package dev.sampan.app;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a network that apps share.
 *
 * @param value as it is written: letters, digits, `_`, `.` and `-`
 */
public record NetworkName(String value) implements Comparable<NetworkName> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    /** What docker has of its own; nothing here is like them. */
    private static final Set<String> OF_DOCKER = Set.of("bridge", "host", "none");

    /**
     * Checks a name.
     *
     * @throws RefusedException when no network can have it
     */
    public static NetworkName parse(String text) {
        if (!FORM.matcher(text).matches() || OF_DOCKER.contains(text)) {
            throw RefusedException.invalid(
                    "'%s' cannot be the name of a network. Write letters, digits, '_', '.' and '-', but not bridge, host or none"
                            .formatted(Excerpt.of(text)));
        }
        return new NetworkName(text);
    }

    @Override
    public int compareTo(NetworkName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
