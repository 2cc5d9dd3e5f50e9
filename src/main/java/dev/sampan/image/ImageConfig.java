package dev.sampan.image;

import java.util.List;
import java.util.Map;

/**
 * How processes of an image are started.
 *
 * @param env variables, in the order in which they are set
 * @param workingDirectory an absolute path inside the image
 * @param user the user and group as the image names them, `1000:1000`
 * @param entrypoint what stands before the arguments; empty when there is none
 * @param arguments the default arguments
 * @param labels free text by name; data only, never acted upon
 */
public record ImageConfig(
        Map<String, String> env,
        String workingDirectory,
        String user,
        List<String> entrypoint,
        List<String> arguments,
        Map<String, String> labels) {

    public static final ImageConfig EMPTY =
            new ImageConfig(Map.of(), "/", "0:0", List.of(), List.of(), Map.of());

    public ImageConfig {
        env = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(env));
        entrypoint = List.copyOf(entrypoint);
        arguments = List.copyOf(arguments);
        labels = Map.copyOf(labels);
        if (!workingDirectory.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The working directory '%s' is not absolute".formatted(workingDirectory));
        }
    }
}
