package dev.sampan.build;

import dev.sampan.image.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the runtime layers that nobody needs: a newer one of the same major version is there, and no app stands on them. */
final class OldRuntimes {

    private static final Pattern NAME = Pattern.compile("(runtime/[^/]+/.+-)(\\d+\\.\\d+\\.\\d+)");

    private OldRuntimes() {}

    /**
     * The names of those.
     *
     * @param made the name of the newest, `runtime/debian-13/node-22.12.0`
     * @param images the layers of all images by their names
     */
    static List<String> replacedBy(String made, Map<String, List<Digest>> images) {
        Matcher newest = NAME.matcher(made);
        Optional<SemanticVersion> version =
                newest.matches() ? SemanticVersion.parse(newest.group(2)) : Optional.empty();
        if (version.isEmpty()) {
            return List.of();
        }
        return images.keySet().stream()
                .filter(name -> isOlder(name, newest.group(1), version.get()))
                .filter(name -> !isUsed(name, images))
                .sorted()
                .toList();
    }

    /** The names of all runtime layers of which there is a newer one, and on which no app stands. */
    static List<String> all(Map<String, List<Digest>> images) {
        return images.keySet().stream()
                .filter(name -> NAME.matcher(name).matches())
                .flatMap(name -> replacedBy(name, images).stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isOlder(String name, String prefix, SemanticVersion newest) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && matcher.group(1).equals(prefix)
                && SemanticVersion.parse(matcher.group(2))
                        .filter(version -> version.major() == newest.major())
                        .filter(version -> version.compareTo(newest) < 0)
                        .isPresent();
    }

    /** Whether an image that has another name stands on it. */
    private static boolean isUsed(String name, Map<String, List<Digest>> images) {
        List<Digest> layers = images.getOrDefault(name, List.of());
        return layers.isEmpty()
                || images.entrySet().stream()
                        .anyMatch(
                                other ->
                                        !other.getKey().equals(name)
                                                && other.getValue().contains(layers.getLast()));
    }
}
