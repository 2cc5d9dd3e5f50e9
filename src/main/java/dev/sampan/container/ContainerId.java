package dev.sampan.container;

import java.util.regex.Pattern;

/**
 * The name of a container on this machine, made by us and never taken from outside.
 *
 * @param value 1 to 96 letters, digits, dots, hyphens and underscores, the first a letter or digit; safe as a file name
 */
public record ContainerId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-zA-Z0-9_.-]{0,95}");

    public ContainerId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'%s' is not a container id".formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
