package dev.sampan.app;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What somebody noted of a storage entry. It is kept and shown, for people and their tools, and changes nothing here.
 *
 * @param kind which of the tables of notes it stands in
 * @param key what it is about; with a prefix and a slash before it perhaps
 * @param value empty to take it away
 */
public record StorageNote(Kind kind, String key, Optional<String> value) {

    private static final int LONGEST = 4000;
    private static final Pattern KEY =
            Pattern.compile(
                    "([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** Properties that mean something where containers are scheduled by others, or not shown to their own user. */
    private static final Set<String> PROPERTIES =
            Set.of(
                    "access-mode",
                    "chown",
                    "mode",
                    "namespace",
                    "reclaim-policy",
                    "storage-class-name");

    /** The tables of notes. */
    public enum Kind {
        ANNOTATION,
        LABEL,
        PROPERTY;

        /** As people write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StorageNote {
        if (!KEY.matcher(key).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a key of a note. Write 1 to 63 letters, digits, dots, hyphens and underscores, as in team or example.com/team"
                            .formatted(Excerpt.of(key)));
        }
        if (kind == Kind.PROPERTY && !PROPERTIES.contains(key)) {
            throw RefusedException.invalid(
                    "A storage entry has no property '%s'; there are size, %s"
                            .formatted(
                                    Excerpt.of(key), String.join(", ", new TreeSet<>(PROPERTIES))));
        }
        value.filter(text -> text.length() > LONGEST || CONTROL.matcher(text).find())
                .ifPresent(
                        _ -> {
                            throw RefusedException.invalid(
                                    "The value of %s '%s' has control characters, or more than %d"
                                            .formatted(kind.word(), key, LONGEST));
                        });
    }
}
