package dev.sampan.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How processes of an image are started.
 *
 * @param env variables, in the order in which they are set
 * @param workingDirectory an absolute path inside the image
 * @param user the user and group as the image names them, `1000:1000`
 * @param entrypoint what stands before the arguments; empty when there is none
 * @param arguments the default arguments
 * @param labels free text by name; data only, never acted upon
 * @param exposedPorts where processes listen, in order
 * @param healthCheck the check that the image brings
 */
public record ImageConfig(
        Map<String, String> env,
        String workingDirectory,
        String user,
        List<String> entrypoint,
        List<String> arguments,
        Map<String, String> labels,
        List<ExposedPort> exposedPorts,
        Optional<ImageHealthCheck> healthCheck) {

    public static final ImageConfig EMPTY =
            new ImageConfig(Map.of(), "/", "0:0", List.of(), List.of(), Map.of());

    public ImageConfig {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        entrypoint = List.copyOf(entrypoint);
        arguments = List.copyOf(arguments);
        labels = Map.copyOf(labels);
        exposedPorts = exposedPorts.stream().distinct().sorted().toList();
        if (!workingDirectory.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The working directory '%s' is not absolute".formatted(workingDirectory));
        }
    }

    /** The same without ports and check. */
    public ImageConfig(
            Map<String, String> env,
            String workingDirectory,
            String user,
            List<String> entrypoint,
            List<String> arguments,
            Map<String, String> labels) {
        this(
                env,
                workingDirectory,
                user,
                entrypoint,
                arguments,
                labels,
                List.of(),
                Optional.empty());
    }

    /** The lowest TCP port that is exposed; empty when there is none. */
    public OptionalInt tcpPort() {
        return exposedPorts.stream()
                .filter(port -> port.protocol().equals(ExposedPort.TCP))
                .mapToInt(ExposedPort::number)
                .findFirst();
    }

    /** Whether processes start as root, as they do unless the image names another user. */
    public boolean startsAsRoot() {
        String name = user.split(":", 2)[0];
        return name.isEmpty() || name.equals("root") || name.matches("0+");
    }
}
