package dev.sampan.app;

import java.util.regex.Pattern;

/**
 * The name of a kind of process of an app, as in its Procfile: `web`, `worker`.
 *
 * @param value 1 to 63 lower-case letters, digits and hyphens, neither beginning nor ending with a hyphen
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123#section-2.1">RFC 1123, section 2.1</a>
 */
public record ProcessType(String value) implements Comparable<ProcessType> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** The process type that requests are routed to. */
    public static final ProcessType WEB = new ProcessType("web");

    /** The process type that runs once before a release takes traffic. */
    public static final ProcessType RELEASE = new ProcessType("release");

    public ProcessType {
        if (!FORM.matcher(value).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a process type. Write 1 to 63 lower-case letters, digits and hyphens, as in web or worker"
                            .formatted(Excerpt.of(value)));
        }
    }

    /**
     * Reads a process type.
     *
     * @throws RefusedException when the text is not a process type
     */
    public static ProcessType parse(String text) {
        return new ProcessType(text);
    }

    @Override
    public int compareTo(ProcessType other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
