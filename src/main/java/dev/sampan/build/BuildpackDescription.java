package dev.sampan.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads `buildpack.yml`, which says what has to be known before a buildpack is started. */
final class BuildpackDescription {

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,100}");
    private static final Pattern FOLDER = Pattern.compile("\\.?[a-zA-Z0-9_][a-zA-Z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    private final String buildpack;

    private BuildpackDescription(String buildpack) {
        this.buildpack = buildpack;
    }

    static Buildpack parse(String name, String yaml) {
        Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        Map<?, ?> root = loaded instanceof Map<?, ?> map ? map : Map.of();
        BuildpackDescription description = new BuildpackDescription(name);
        return new Buildpack(
                name,
                root.get("runtime") instanceof Map<?, ?> runtime
                        ? Optional.of(description.runtime(runtime))
                        : Optional.empty(),
                Boolean.TRUE.equals(root.get("prepared")),
                description.texts(root.get("dependencies"), FOLDER),
                Optional.ofNullable(root.get("dependencies-of"))
                        .map(file -> description.checked(FOLDER, String.valueOf(file))),
                Optional.empty());
    }

    private RuntimeChoice runtime(Map<?, ?> written) {
        String name = checked(NAME, String.valueOf(written.get("name")));
        if ("node".equals(written.get("npm"))) {
            return new RuntimeChoice.Node(name, texts(written.get("tools"), PACKAGE));
        }
        Map<String, RuntimeChoice.Packages> versions = new LinkedHashMap<>();
        if (written.get("versions") instanceof Map<?, ?> several) {
            several.forEach(
                    (version, packages) ->
                            versions.put(
                                    checked(VERSION, String.valueOf(version)), packages(packages)));
        } else {
            versions.put("", packages(written));
        }
        Map<String, Pattern> askedBy = new LinkedHashMap<>();
        if (written.get("asked-by") instanceof Map<?, ?> files) {
            files.forEach(
                    (file, pattern) ->
                            askedBy.put(
                                    checked(FOLDER, String.valueOf(file)),
                                    Pattern.compile(String.valueOf(pattern), Pattern.MULTILINE)));
        }
        return new RuntimeChoice.OfStack(
                name,
                versions,
                written.containsKey("default") ? String.valueOf(written.get("default")) : "",
                askedBy);
    }

    private RuntimeChoice.Packages packages(@Nullable Object value) {
        Map<?, ?> map = value instanceof Map<?, ?> written ? written : Map.of();
        return new RuntimeChoice.Packages(
                texts(map.get("packages"), PACKAGE), texts(map.get("tools"), PACKAGE));
    }

    private List<String> texts(@Nullable Object value, Pattern form) {
        return value instanceof List<?> list
                ? list.stream().map(text -> checked(form, String.valueOf(text))).toList()
                : List.of();
    }

    private String checked(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid name in buildpack '%s'".formatted(text, buildpack));
        }
        return text;
    }
}
