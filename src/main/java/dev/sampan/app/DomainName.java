package dev.sampan.app;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name under which an app answers, in lower case; it may begin with `*.` to stand for every name one level
 * below.
 *
 * @param value the checked name
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123#section-2.1">RFC 1123, section 2.1</a>
 */
public record DomainName(String value) implements Comparable<DomainName> {

    private static final Pattern FORM =
            Pattern.compile(
                    "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final int LONGEST = 253;

    public DomainName {
        if (!isValid(value)) {
            throw RefusedException.invalid(
                    "'%s' is not a host name. Write letters, digits, hyphens and dots, as in shop.example.com"
                            .formatted(value.length() > 80 ? value.substring(0, 80) : value));
        }
    }

    /**
     * Reads a host name in any case.
     *
     * @throws RefusedException when it is not one
     */
    public static DomainName parse(String text) {
        return new DomainName(text.strip().toLowerCase(Locale.ROOT));
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
