package dev.sampan.app;

import java.util.regex.Pattern;

/**
 * The name of a storage entry: 1 to 45 lower-case letters, digits and hyphens, the first and the last no hyphen.
 *
 * @param value the checked name
 */
public record EntryName(String value) implements Comparable<EntryName> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?");

    public EntryName {
        if (!FORM.matcher(value).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a name of a storage entry. Write 1 to 45 lower-case letters, digits and hyphens, the first and the last no hyphen"
                            .formatted(Excerpt.of(value)));
        }
    }

    /**
     * Reads a name.
     *
     * @throws RefusedException when nothing can be named so
     */
    public static EntryName parse(String text) {
        return new EntryName(text);
    }

    /**
     * Takes the path where dokku would keep the files of an entry of this name, and no other.
     *
     * @throws RefusedException when the path is another one: folders of the host are not shown to apps
     */
    public void requirePath(String path) {
        if (!path.equals(VolumeMount.DOKKU_FOLDER + value)) {
            throw RefusedException.invalid(
                    "'%s' cannot be the path of storage entry '%s': folders of the host are not shown to apps. Leave the path out; storage:info tells where the files are"
                            .formatted(Excerpt.of(path), value));
        }
    }

    @Override
    public int compareTo(EntryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
