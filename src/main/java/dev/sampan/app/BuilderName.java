package dev.sampan.app;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What makes an image of a commit, by the names that dokku has for it. */
public enum BuilderName {
    /** A Dockerfile of the source. */
    DOCKERFILE("dockerfile"),
    /** Buildpacks with Heroku's interface. dokku has several programs that make images without a Dockerfile. */
    BUILDPACKS("buildpacks", "herokuish", "nixpacks", "pack", "railpack");

    private final String words;

    /** The first word is the one that is shown. */
    BuilderName(String... words) {
        this.words = String.join(" ", words);
    }

    private List<String> words() {
        return List.of(words.split(" ", -1));
    }

    /** How people write it. */
    public String word() {
        return words().getFirst();
    }

    /** The builder of a word; empty when no builder is called so. */
    public static Optional<BuilderName> of(String word) {
        return Arrays.stream(values()).filter(name -> name.words().contains(word)).findFirst();
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
                known.addAll(name.words());
            }
            throw RefusedException.invalid(
                    "There is no builder '%s'. Select one of %s, or none to leave it to the source"
                            .formatted(Excerpt.of(word), String.join(", ", known)));
        }
        return word;
    }
}
