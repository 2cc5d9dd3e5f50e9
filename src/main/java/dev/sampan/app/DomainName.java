package dev.sampan.app;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name under which an app answers, in lower case; it may begin with `*.` to stand for every name below the rest
 * that no app has itself. A name with other letters is in the form that the domain name system knows it by, `xn--…`.
 *
 * @param value the checked name
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123#section-2.1">RFC 1123, section 2.1</a>
 */
public record DomainName(String value) implements Comparable<DomainName> {

    private static final Pattern FORM =
            Pattern.compile(
                    "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final int LONGEST = 253;
    private static final String WILDCARD = "*.";

    public DomainName {
        if (!isValid(value)) {
            throw RefusedException.invalid(
                    "'%s' is not a host name. Write letters, digits, hyphens and dots, as in shop.example.com, or *.example.com for all names below it"
                            .formatted(Excerpt.of(value)));
        }
    }

    /**
     * Reads a host name in any case and any script, with or without a dot at its end.
     *
     * @throws RefusedException when it is not one
     */
    public static DomainName parse(String text) {
        String name = text.strip();
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return new DomainName(ascii(name).toLowerCase(Locale.ROOT));
    }

    /**
     * Checks that every app can have a name below this one.
     *
     * @throws RefusedException when it cannot be so
     */
    DomainName requireParent() {
        if (value.startsWith(WILDCARD)) {
            throw RefusedException.invalid(
                    "'%s' cannot be a domain of all apps: each gets a name below it anyway. Write '%s'"
                            .formatted(value, value.substring(WILDCARD.length())));
        }
        int most = LONGEST - AppName.LONGEST - 1;
        if (value.length() > most) {
            throw RefusedException.invalid(
                    "'%s…' cannot be a domain of all apps: it has %d characters, and names of apps leave room for %d"
                            .formatted(value.substring(0, 40), value.length(), most));
        }
        return this;
    }

    /** What cannot be converted stays as it is, and is refused with its name. */
    private static String ascii(String name) {
        if (name.chars().allMatch(letter -> letter < 128)) {
            return name;
        }
        String prefix = name.startsWith(WILDCARD) ? WILDCARD : "";
        try {
            return prefix + IDN.toASCII(name.substring(prefix.length()), IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    static boolean isValid(String value) {
        return value.length() <= LONGEST && FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(DomainName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
