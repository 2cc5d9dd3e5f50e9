package dev.sampan.image;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns how an image is started into the part of its configuration that says so, and back. */
final class Executions {

    private static final String SHELL = "CMD-SHELL";

    private Executions() {}

    static OciJson.Execution write(ImageConfig config) {
        Map<String, Object> ports = new LinkedHashMap<>();
        config.exposedPorts().forEach(port -> ports.put(port.toString(), Map.of()));
        return new OciJson.Execution(
                config.user(),
                config.env().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                config.entrypoint().isEmpty() ? null : config.entrypoint(),
                config.arguments().isEmpty() ? null : config.arguments(),
                config.workingDirectory(),
                config.labels().isEmpty() ? null : new TreeMap<>(config.labels()),
                ports.isEmpty() ? null : ports,
                config.healthCheck().map(Executions::check).orElse(null));
    }

    static ImageConfig read(OciJson.@Nullable Execution document) {
        OciJson.Execution execution = document == null ? OciJson.Execution.NONE : document;
        Map<String, String> env = new LinkedHashMap<>();
        for (String variable : orEmpty(execution.env())) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                env.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        String directory = Objects.requireNonNullElse(execution.workingDir(), "");
        String user = Objects.requireNonNullElse(execution.user(), "");
        Map<String, String> labels = execution.labels();
        Map<String, Object> ports = execution.exposedPorts();
        return new ImageConfig(
                env,
                directory.startsWith("/") ? directory : "/" + directory,
                user.isEmpty() ? "0:0" : user,
                orEmpty(execution.entrypoint()),
                orEmpty(execution.cmd()),
                labels == null ? Map.of() : labels,
                ports == null
                        ? List.of()
                        : ports.keySet().stream()
                                .map(ExposedPort::parse)
                                .flatMap(Optional::stream)
                                .toList(),
                Optional.ofNullable(execution.healthcheck()).flatMap(Executions::check));
    }

    private static OciJson.Check check(ImageHealthCheck check) {
        return new OciJson.Check(
                Stream.concat(Stream.of("CMD"), check.command().stream()).toList(),
                check.interval().map(Duration::toNanos).orElse(null),
                check.timeout().map(Duration::toNanos).orElse(null),
                check.startPeriod().map(Duration::toNanos).orElse(null),
                check.retries().orElse(null));
    }

    /** Empty for `NONE`, and for what is in no known form. */
    private static Optional<ImageHealthCheck> check(OciJson.Check check) {
        List<String> test = orEmpty(check.test());
        if (test.size() < 2) {
            return Optional.empty();
        }
        List<String> command =
                switch (test.getFirst()) {
                    case "CMD" -> test.subList(1, test.size());
                    case SHELL -> List.of("/bin/sh", "-c", test.get(1));
                    default -> List.of();
                };
        return command.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ImageHealthCheck(
                                command,
                                time(check.interval()),
                                time(check.timeout()),
                                time(check.startPeriod()),
                                Optional.ofNullable(check.retries()).filter(count -> count > 0)));
    }

    private static Optional<Duration> time(@Nullable Long nanos) {
        return Optional.ofNullable(nanos).filter(value -> value > 0).map(Duration::ofNanos);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
