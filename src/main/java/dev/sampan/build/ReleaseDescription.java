package dev.sampan.build;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What `bin/release` printed.
 *
 * @param env variables that the image sets
 * @param processTypes the command of each process type, unless the app has a Procfile
 * @see <a href="https://devcenter.heroku.com/articles/buildpack-api#bin-release">Heroku: bin/release</a>
 */
record ReleaseDescription(Map<String, String> env, Map<String, String> processTypes) {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LARGEST = 64 << 10;

    static final ReleaseDescription EMPTY = new ReleaseDescription(Map.of(), Map.of());

    ReleaseDescription {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        processTypes = Collections.unmodifiableMap(new LinkedHashMap<>(processTypes));
    }

    /** This one and what a later buildpack says: that counts where both say something, but a search path gets longer. */
    ReleaseDescription then(ReleaseDescription later) {
        Map<String, String> env = new LinkedHashMap<>(this.env);
        env.putAll(later.env);
        String path = this.env.get("PATH");
        if (path != null && later.env.containsKey("PATH")) {
            LinkedHashSet<String> folders = new LinkedHashSet<>();
            folders.addAll(List.of(String.valueOf(later.env.get("PATH")).split(":", -1)));
            folders.addAll(List.of(path.split(":", -1)));
            // What belongs to the app stands before what belongs to the system.
            List<String> sorted = new ArrayList<>(folders);
            sorted.sort(Comparator.comparing(folder -> !folder.startsWith("/app")));
            env.put("PATH", String.join(":", sorted));
        }
        Map<String, String> types = new LinkedHashMap<>(processTypes);
        types.putAll(later.processTypes);
        return new ReleaseDescription(env, types);
    }

    static ReleaseDescription parse(String buildpack, String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        options.setMaxAliasesForCollections(0);
        try {
            Object loaded = new Yaml(new SafeConstructor(options)).load(yaml);
            if (loaded == null) {
                return EMPTY;
            }
            if (!(loaded instanceof Map<?, ?> root)) {
                throw invalid(buildpack, "it is not a YAML mapping", null);
            }
            Map<String, String> env = texts(buildpack, root.get("config_vars"));
            env.keySet().stream()
                    .filter(name -> !VARIABLE.matcher(name).matches())
                    .findFirst()
                    .ifPresent(
                            name -> {
                                throw invalid(
                                        buildpack,
                                        "'%s' is not a variable's name".formatted(name),
                                        null);
                            });
            return new ReleaseDescription(env, texts(buildpack, root.get("default_process_types")));
        } catch (YAMLException e) {
            throw invalid(buildpack, e.getMessage(), e);
        }
    }

    private static Map<String, String> texts(String buildpack, @Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw invalid(buildpack, "a part of it is not a mapping", null);
        }
        map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }

    private static BuildFailedException invalid(
            String buildpack, @Nullable String why, @Nullable Throwable cause) {
        return new BuildFailedException(
                "release",
                "What bin/release of buildpack '%s' printed cannot be read: %s"
                        .formatted(buildpack, why),
                cause);
    }
}
