package dev.sampan.app;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;

/** What makes an image of a commit, by the names that dokku has for it. */
public enum BuilderName {
    /** A Dockerfile of the source. */
    DOCKERFILE("dockerfile", "dockerfile"),
    /** Buildpacks with Heroku's interface; dokku calls what runs them herokuish. */
    BUILDPACKS("buildpacks", "herokuish");

    private final String word;
    private final String other;

    BuilderName(String word, String other) {
        this.word = word;
        this.other = other;
    }

    /** How people write it. */
    public String word() {
        return word;
    }

    /** The builder of a word; empty when no builder is called so. */
    public static Optional<BuilderName> of(String word) {
        return Arrays.stream(values())
                .filter(name -> name.word.equals(word) || name.other.equals(word))
                .findFirst();
    }

    /**
     * Gives a word back when a builder is called so.
     *
     * @throws RefusedException when none is
     */
    static String requireWord(String word) {
        if (of(word).isEmpty()) {
            TreeSet<String> known = new TreeSet<>();
            for (BuilderName name : values()) {
                known.add(name.word);
                known.add(name.other);
            }
            throw RefusedException.invalid(
                    "There is no builder '%s'. Select one of %s, or none to leave it to the source"
                            .formatted(Excerpt.of(word), String.join(", ", known)));
        }
        return word;
    }
}
