package dev.sampan.app;

import java.util.regex.Pattern;

/**
 * The name of an app: 1 to 63 lower-case letters, digits, hyphens and single dots, the first a letter or digit. It is
 * part of paths, host names and container names, so nothing else is ever accepted. A name with a dot is a host name.
 *
 * @param value the checked name
 */
public record AppName(String value) implements Comparable<AppName> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]*");
    static final int LONGEST = 63;

    public AppName {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidAppNameException(
                    "App name must begin with lowercase alphanumeric character, and may only"
                            + " contain lowercase alphanumerics, dots, and hyphens");
        }
        if (value.length() > LONGEST) {
            throw new InvalidAppNameException(
                    "App name must not be longer than %d characters, this one has %d"
                            .formatted(LONGEST, value.length()));
        }
        if (value.contains("..") || value.endsWith(".")) {
            throw new InvalidAppNameException(
                    "App name '%s' must not end with a dot or have two dots in a row"
                            .formatted(value));
        }
        if (value.endsWith(".git")) {
            throw new InvalidAppNameException(
                    "App name '%s' must not end with '.git'".formatted(value));
        }
        if (value.indexOf('.') >= 0) {
            checkHostName(value);
        } else if (value.endsWith("-")) {
            throw new InvalidAppNameException(
                    "App name '%s' must not end with a hyphen".formatted(value));
        }
    }

    /**
     * Reads a name.
     *
     * @throws InvalidAppNameException when the text is not the name of an app
     */
    public static AppName parse(String text) {
        return new AppName(text);
    }

    /** Whether the app answers at its own name instead of a name below the platform's domain. */
    public boolean isHostName() {
        return value.indexOf('.') >= 0;
    }

    private static void checkHostName(String value) {
        if (!DomainName.isValid(value)) {
            throw new InvalidAppNameException(
                    "App name '%s' has a dot, so it must be a host name: no part of it may begin or end with a hyphen"
                            .formatted(value));
        }
    }

    @Override
    public int compareTo(AppName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
