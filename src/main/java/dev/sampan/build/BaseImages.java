package dev.sampan.build;

import dev.sampan.image.ImageReference;
import dev.sampan.image.InvalidImageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the images that a Dockerfile names: those that it begins from, and those that it copies files of. Only as much of
 * it is understood as that takes; what is no name of an image is left to buildah, which says so.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
final class BaseImages {

    /** Longer words name nothing, and arguments made of arguments would grow without end. */
    private static final int LONGEST = 1000;

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern STAGE = Pattern.compile("\\d+|scratch");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?:(:[-+])([^}]*))?\\})");

    private final Map<String, String> given;
    private boolean begun;
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> stages = new HashSet<>();
    private final Set<ImageReference> images = new LinkedHashSet<>();

    private BaseImages(Map<String, String> given) {
        this.given = given;
    }

    /**
     * The images, each once, in the order in which they are named.
     *
     * @param dockerfile its text
     * @param options what was added to the build, word by word: `--build-arg`, `X=Y`
     */
    static List<ImageReference> of(String dockerfile, List<String> options) {
        BaseImages found = new BaseImages(arguments(options));
        instructions(dockerfile).forEach(found::read);
        return List.copyOf(found.images);
    }

    private static Map<String, String> arguments(List<String> options) {
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < options.size(); i++) {
            String word = options.get(i);
            String value = "";
            if (word.startsWith("--build-arg=")) {
                value = word.substring("--build-arg=".length());
            } else if (word.equals("--build-arg") && i + 1 < options.size()) {
                value = options.get(++i);
            }
            int equals = value.indexOf('=');
            if (equals > 0) {
                arguments.put(value.substring(0, equals), value.substring(equals + 1));
            }
        }
        return arguments;
    }

    /** Lines that are continued are one; comments and empty lines are left out, between such lines too. */
    private static List<String> instructions(String dockerfile) {
        List<String> instructions = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String line : dockerfile.lines().toList()) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.endsWith("\\")) {
                current.append(text, 0, text.length() - 1).append(' ');
            } else {
                instructions.add(current.append(text).toString().strip());
                current.setLength(0);
            }
        }
        return instructions;
    }

    private void read(String instruction) {
        List<String> words = SPACE.splitAsStream(instruction).toList();
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst().toUpperCase(Locale.ROOT)) {
            // Only what comes before the first stage counts in names of images.
            case "ARG" -> {
                if (!begun) {
                    rest.forEach(this::define);
                }
            }
            case "FROM" -> begin(rest);
            case "COPY", "ADD" ->
                    rest.stream()
                            .filter(word -> word.startsWith("--from="))
                            .forEach(word -> add(word.substring("--from=".length())));
            case "RUN" ->
                    rest.stream()
                            .filter(word -> word.startsWith("--mount="))
                            .flatMap(
                                    word ->
                                            COMMA.splitAsStream(
                                                    word.substring("--mount=".length())))
                            .filter(field -> field.startsWith("from="))
                            .forEach(field -> add(field.substring("from=".length())));
            default -> {}
        }
    }

    private void define(String declaration) {
        int equals = declaration.indexOf('=');
        String name = equals < 0 ? declaration : declaration.substring(0, equals);
        String value = given.get(name);
        if (value != null) {
            variables.put(name, value);
        } else if (equals >= 0) {
            variables.put(name, substituted(unquoted(declaration.substring(equals + 1))));
        }
    }

    private void begin(List<String> words) {
        begun = true;
        List<String> rest = words.stream().filter(word -> !word.startsWith("--")).toList();
        if (rest.isEmpty()) {
            return;
        }
        add(rest.getFirst());
        if (rest.size() == 3 && rest.get(1).equalsIgnoreCase("as")) {
            stages.add(rest.get(2).toLowerCase(Locale.ROOT));
        }
    }

    private void add(String word) {
        String name = substituted(unquoted(word));
        if (stages.contains(name.toLowerCase(Locale.ROOT)) || STAGE.matcher(name).matches()) {
            return;
        }
        reference(name).ifPresent(images::add);
    }

    private static Optional<ImageReference> reference(String name) {
        try {
            return Optional.of(ImageReference.parse(name));
        } catch (InvalidImageException e) {
            return Optional.empty();
        }
    }

    private String substituted(String text) {
        String value = text.length() > LONGEST ? "" : replaced(text);
        return value.length() > LONGEST ? "" : value;
    }

    private String replaced(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        found -> {
                            String name = found.group(1) == null ? found.group(2) : found.group(1);
                            String value = variables.getOrDefault(name, "");
                            String other = found.group(4) == null ? "" : found.group(4);
                            return Matcher.quoteReplacement(
                                    switch (found.group(3)) {
                                        case ":-" -> value.isEmpty() ? other : value;
                                        case ":+" -> value.isEmpty() ? "" : other;
                                        case null, default -> value;
                                    });
                        });
    }

    private static String unquoted(String text) {
        return text.replaceAll("^([\"'])(.*)\\1$", "$2");
    }
}
