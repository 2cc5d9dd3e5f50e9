package dev.sampan.app;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An option of `docker build` that Sampan knows: `--build-arg NAME[=VALUE]`, `--target STAGE`, `--no-cache`.
 *
 * @param text as it was written, with one space behind the flag
 * @see <a href="https://dokku.com/docs/advanced-usage/docker-options/">dokku: docker options</a>
 */
public record DockerOption(String text) {

    private static final int LONGEST = 2000;
    private static final Pattern FORM =
            Pattern.compile(
                    "--build-arg [A-Za-z_][A-Za-z0-9_]*(=[^\\x00]*)?|--target [A-Za-z0-9][A-Za-z0-9_.-]*|--no-cache",
                    Pattern.DOTALL);

    /**
     * Reads an option; flag and value may be joined by a space or by `=`.
     *
     * @throws RefusedException when it is not known here
     */
    public static DockerOption parse(String option) {
        String text = option.strip().replaceFirst("^(--[a-z-]+)(?:=|\\s+)", "$1 ");
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw RefusedException.invalid(
                    "Option '%s' is not known for builds. Use --build-arg NAME=VALUE, --target STAGE or --no-cache"
                            .formatted(
                                    option.length() <= 100
                                            ? option
                                            : option.substring(0, 100) + "…"));
        }
        return new DockerOption(text);
    }

    /** As it may be shown to who does not deploy: the value of an argument may be a secret. */
    public DockerOption masked() {
        return new DockerOption(text.replaceFirst("(?s)^(--build-arg [^=]*)=.*", "$1=…"));
    }

    @Override
    public String toString() {
        return masked().text();
    }

    /** The flag, and its value when it has one. */
    public List<String> words() {
        return List.of(text.split(" ", 2));
    }
}
