package dev.sampan.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be set about pushing the images of releases to a registry, under dokku's names. */
public enum RegistrySetting {
    /** The host of the registry, perhaps with a path: `ghcr.io`. */
    SERVER("server", "", Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]*(/[a-z0-9._-]+)*/?")),
    /** The name of the images of one app there: `team/shop`. */
    IMAGE_REPO("image-repo", "", Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*")),
    /** The name of the images of each app, with `{{ .AppName }}` for the app's name. */
    IMAGE_REPO_TEMPLATE("image-repo-template", "", Pattern.compile("[a-z0-9._/{} A-Z-]+")),
    /** Whether the image of each new release is pushed. */
    PUSH_ON_RELEASE("push-on-release", "false", Pattern.compile("true|false")),
    /** Further tags, with commas between them, beside the number of the release. */
    PUSH_EXTRA_TAGS(
            "push-extra-tags",
            "",
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(,[A-Za-z0-9_][A-Za-z0-9._-]*)*"));

    private static final int LONGEST = 500;

    private final String word;
    private final String standard;
    private final Pattern form;

    RegistrySetting(String word, String standard, Pattern form) {
        this.word = word;
        this.standard = standard;
        this.form = form;
    }

    /**
     * The setting of this name.
     *
     * @throws RefusedException when there is none
     */
    public static RegistrySetting parse(String word) {
        return Arrays.stream(values())
                .filter(setting -> setting.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "Invalid property '%s', valid properties: %s"
                                                .formatted(
                                                        word,
                                                        Arrays.stream(values())
                                                                .map(RegistrySetting::word)
                                                                .sorted()
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    /** How people write it. */
    public String word() {
        return word;
    }

    /** What holds when nobody sets it. */
    public String standard() {
        return standard;
    }

    /** Whether it can be set for all apps. */
    public boolean isGlobal() {
        return this != IMAGE_REPO;
    }

    /**
     * Checks what somebody wants to set.
     *
     * @throws RefusedException when it cannot be set
     */
    String check(String value) {
        String text = value.strip();
        if (this == PUSH_ON_RELEASE) {
            String word = text.toLowerCase(Locale.ROOT);
            text = Set.of("true", "on", "1").contains(word) ? "true" : word;
            text = Set.of("off", "0").contains(word) ? "false" : text;
        }
        if (text.length() > LONGEST || !form.matcher(text).matches()) {
            throw RefusedException.invalid(
                    "'%s' cannot be the %s of a registry%s"
                            .formatted(
                                    text.length() > 80 ? text.substring(0, 80) + "…" : text,
                                    word,
                                    this == PUSH_ON_RELEASE ? ". Write true or false" : ""));
        }
        return text;
    }
}
