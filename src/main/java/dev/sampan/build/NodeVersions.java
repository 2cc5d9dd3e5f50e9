package dev.sampan.build;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which version of Node.js an app asks for, and which of those there are it gets. */
final class NodeVersions {

    /**
     * What an app asks for.
     *
     * @param range the versions that will do
     * @param file where it says so; empty when it says nothing
     */
    record Wish(VersionRange range, String file) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "package.json";

    /** The names of the lines with long-term support, of which each has an even number; the first is 4. */
    private static final List<String> LINES =
            List.of(
                    "argon",
                    "boron",
                    "carbon",
                    "dubnium",
                    "erbium",
                    "fermium",
                    "gallium",
                    "hydrogen",
                    "iron",
                    "jod",
                    "krypton",
                    "lithium");

    private NodeVersions() {}

    /** Reads `engines.node` of package.json, `.node-version` and `.nvmrc`; the first that says something counts. */
    static Wish wish(SourceFiles source) {
        Optional<String> engine = source.read(MANIFEST).flatMap(NodeVersions::engine);
        if (engine.isPresent()) {
            return wish(MANIFEST, engine.get());
        }
        for (String name : List.of(".node-version", ".nvmrc")) {
            Optional<String> line =
                    source.read(name)
                            .flatMap(text -> text.lines().map(String::strip).findFirst())
                            .filter(text -> !text.isEmpty());
            if (line.isPresent()) {
                return wish(name, line.get());
            }
        }
        return new Wish(VersionRange.parse("*"), "");
    }

    private static Wish wish(String file, String text) {
        try {
            return new Wish(VersionRange.parse(isNewest(text) ? "*" : line(text)), file);
        } catch (IllegalArgumentException e) {
            throw new BuildFailedException(
                    "runtime",
                    "The version of Node.js in %s cannot be read: %s. Write a version or a range, such as '22.x'"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** The names that nvm has for the newest versions. */
    private static boolean isNewest(String text) {
        return List.of("node", "stable", "latest", "current", "lts", "lts/*").contains(text);
    }

    /** The versions that `lts/iron` means; anything else is left as it is. */
    private static String line(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        int index = name.startsWith("lts/") ? LINES.indexOf(name.substring("lts/".length())) : -1;
        return index < 0 ? text : 2 * index + 4 + ".x";
    }

    /** A manifest that is not JSON is the buildpack's to complain about: it knows the line. */
    private static Optional<String> engine(String manifest) {
        try {
            JsonNode node = JSON.readTree(manifest).path("engines").path("node");
            return node.isString()
                    ? Optional.of(node.stringValue().strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The newest release in a range; one with long-term support, whose major number is even, before all others. */
    static Optional<NpmRelease> newest(List<NpmRelease> releases, VersionRange range) {
        return releases.stream()
                .filter(release -> range.contains(release.version()))
                .max(
                        Comparator.comparing(
                                        (NpmRelease release) -> release.version().major() % 2 == 0)
                                .thenComparing(NpmRelease::version));
    }

    /** The newest release of a package that says it runs on a version of Node.js. */
    static Optional<NpmRelease> newestFor(List<NpmRelease> releases, SemanticVersion node) {
        return releases.stream()
                .filter(release -> accepts(release, node))
                .max(Comparator.comparing(NpmRelease::version));
    }

    private static boolean accepts(NpmRelease release, SemanticVersion node) {
        try {
            return VersionRange.parse(release.node()).contains(node);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
