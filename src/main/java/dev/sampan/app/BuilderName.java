package dev.sampan.app;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What makes an image of a commit, by the names that dokku has for it. */
public enum BuilderName {
    /** A Dockerfile of the source. */
    DOCKERFILE("dockerfile", Set.of()),
    /** Buildpacks with Heroku's interface. dokku has several programs that make images without a Dockerfile. */
    BUILDPACKS("buildpacks", Set.of("herokuish", "nixpacks", "pack", "railpack"));

    private final String word;
    private final Set<String> others;

    BuilderName(String word, Set<String> others) {
        this.word = word;
        this.others = others;
    }

    /** How people write it. */
    public String word() {
        return word;
    }

    /** The builder of a word; empty when no builder is called so. */
    public static Optional<BuilderName> of(String word) {
        return Arrays.stream(values())
                .filter(name -> name.word.equals(word) || name.others.contains(word))
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
                known.addAll(name.others);
            }
            throw RefusedException.invalid(
                    "There is no builder '%s'. Select one of %s, or none to leave it to the source"
                            .formatted(Excerpt.of(word), String.join(", ", known)));
        }
        return word;
    }
}
