package dev.sampan.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a stack is made, as `config/stacks/<name>/` says.
 *
 * @param name by which users choose it
 * @param title what people read
 * @param suite the release of Debian
 * @param variant which packages are there without being named, see mmdebstrap(1)
 * @param packages what else is installed
 * @param dpkgOptions lines of the configuration of dpkg inside
 * @param user under which processes run unless told otherwise
 * @param home the home folder of that user
 * @param customize a shell script that finishes the root file system given as its argument
 */
record StackDefinition(
        String name,
        String title,
        String suite,
        String variant,
        List<String> packages,
        List<String> dpkgOptions,
        String user,
        String home,
        String customize) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
    private static final String SETTINGS = "stack.properties";
    private static final String SCRIPT = "customize";

    /**
     * Reads a definition: one of the folder for the administrator's own, else one that comes with Sampan.
     *
     * @throws StackException when there is none
     */
    static StackDefinition load(String name, Path folder) {
        if (!NAME.matcher(name).matches()) {
            throw new StackException("'%s' cannot be the name of a stack".formatted(name));
        }
        Path own = folder.resolve(name);
        try {
            if (Files.exists(own.resolve(SETTINGS))) {
                return parse(
                        name,
                        Files.readString(own.resolve(SETTINGS)),
                        Files.readString(own.resolve(SCRIPT)));
            }
            String settings = resource(name, SETTINGS);
            String script = resource(name, SCRIPT);
            if (settings == null || script == null) {
                throw new StackException(
                        "There is no stack '%s'. Add one as '%s', or use 'debian-13'"
                                .formatted(name, own));
            }
            return parse(name, settings, script);
        } catch (IOException e) {
            throw new StackException(
                    "Cannot read the definition of stack '%s': %s".formatted(name, e.getMessage()),
                    e);
        }
    }

    static StackDefinition parse(String name, String settings, String script) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(settings));
        return new StackDefinition(
                name,
                required(properties, name, "title"),
                required(properties, name, "suite"),
                required(properties, name, "variant"),
                words(properties.getProperty("packages", "")),
                words(properties.getProperty("dpkg-options", "")),
                required(properties, name, "user"),
                required(properties, name, "home"),
                script);
    }

    private static @Nullable String resource(String name, String file) throws IOException {
        try (InputStream stream =
                StackDefinition.class.getResourceAsStream("/stacks/" + name + "/" + file)) {
            return stream == null
                    ? null
                    : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String required(Properties properties, String name, String key) {
        String value = properties.getProperty(key, "").strip();
        if (value.isEmpty()) {
            throw new StackException(
                    "The definition of stack '%s' does not say '%s'".formatted(name, key));
        }
        return value;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
