package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be set about the connections to an app, by dokku's names and with its defaults where it has them. */
public enum TransportProperty {
    HTTPS_REDIRECT("https-redirect", "true"),
    HSTS("hsts", "true"),
    HSTS_INCLUDE_SUBDOMAINS("hsts-include-subdomains", "true"),
    HSTS_MAX_AGE("hsts-max-age", "15724800"),
    HSTS_PRELOAD("hsts-preload", "false");

    private static final long LONGEST = 10L * 365 * 24 * 3600;

    private final String key;
    private final String standard;

    TransportProperty(String key, String standard) {
        this.key = key;
        this.standard = standard;
    }

    /** As users write it: `hsts-max-age`. */
    public String key() {
        return key;
    }

    /** What holds when nobody set it. */
    public String standard() {
        return standard;
    }

    public static Optional<TransportProperty> find(String key) {
        return Arrays.stream(values()).filter(property -> property.key.equals(key)).findFirst();
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(TransportProperty::key).toList();
    }

    /** Refuses what the property cannot be. */
    void check(String content) {
        boolean good =
                this == HSTS_MAX_AGE
                        ? content.matches("\\d{1,10}") && Long.parseLong(content) <= LONGEST
                        : content.equals("true") || content.equals("false");
        if (!good) {
            throw RefusedException.invalid(
                    "'%s' cannot be '%s'. Give %s"
                            .formatted(
                                    key,
                                    content,
                                    this == HSTS_MAX_AGE
                                            ? "seconds, at most ten years"
                                            : "true or false"));
        }
    }
}
