package dev.sampan.build;

import static dev.sampan.build.AppJsonReader.or;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.HttpHeader;
import dev.sampan.app.HealthCheck.Kind;
import dev.sampan.app.ProcessType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the `healthchecks` of an `app.json`. */
final class HealthCheckReader {

    private static final Set<String> KEYS =
            Set.of(
                    "type",
                    "name",
                    "path",
                    "port",
                    "content",
                    "httpHeaders",
                    "command",
                    "listening",
                    "uptime",
                    "attempts",
                    "timeout",
                    "wait",
                    "initialDelay",
                    "warn");

    private static final int LARGEST_ATTEMPTS = 1000;

    record WrittenHeader(@Nullable String name, @Nullable String value) {}

    /** A check as it is written. */
    record Written(
            @Nullable String type,
            @Nullable String name,
            @Nullable String path,
            @Nullable Integer port,
            @Nullable String content,
            @Nullable List<@Nullable WrittenHeader> httpHeaders,
            @Nullable List<@Nullable String> command,
            @Nullable Boolean listening,
            @Nullable Integer uptime,
            @Nullable Integer attempts,
            @Nullable Integer timeout,
            @JsonProperty("wait") @Nullable Integer waitBetween,
            @Nullable Integer initialDelay,
            @Nullable Boolean warn) {

        /** Without anything else to look at it is the path `/`, as in dokku. */
        Optional<String> wantedPath() {
            Optional<String> written = Optional.ofNullable(path).filter(value -> !value.isEmpty());
            boolean other = !wantedCommand().isEmpty() || or(listening, false) || uptime != null;
            return written.isPresent() || other ? written : Optional.of("/");
        }

        List<@Nullable String> wantedCommand() {
            return command == null ? List.of() : command;
        }
    }

    private HealthCheckReader() {}

    static Map<String, List<HealthCheck>> read(
            Map<String, @Nullable List<@Nullable Written>> written) {
        Map<String, List<HealthCheck>> all = new LinkedHashMap<>();
        written.forEach(
                (type, checks) -> {
                    if (checks == null) {
                        throw new BadValueException("healthchecks." + type, "it is null");
                    }
                    List<HealthCheck> read = new ArrayList<>();
                    for (int i = 0; i < checks.size(); i++) {
                        String place = "healthchecks.%s[%d]".formatted(type, i);
                        Written check = checks.get(i);
                        if (check == null) {
                            throw new BadValueException(place, "it is null");
                        }
                        read.add(check(check, place));
                        requirePort(type, read.getLast(), place);
                    }
                    all.put(type, List.copyOf(read));
                });
        return all;
    }

    /** One line for each key of a check that means nothing here. */
    static List<String> warnings(JsonNode appJson) {
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> type : appJson.path("healthchecks").properties()) {
            for (int i = 0; i < type.getValue().size(); i++) {
                for (String key : type.getValue().path(i).propertyNames()) {
                    if (!KEYS.contains(key)) {
                        warnings.add(
                                "app.json healthchecks.%s[%d]: '%s' is not known and has no effect"
                                        .formatted(type.getKey(), i, key));
                    }
                }
            }
        }
        return warnings;
    }

    private static HealthCheck check(Written written, String place) {
        int port = or(written.port(), 0);
        if (port < 0 || port > 65_535) {
            throw new BadValueException(place + ".port", "%d is not a port".formatted(port));
        }
        Optional<String> path = written.wantedPath();
        path.ifPresent(value -> requirePath(value, place));
        return new HealthCheck(
                kind(written.type(), place),
                or(written.name(), place),
                path,
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.ofNullable(written.content()).filter(content -> !content.isEmpty()),
                headers(written.httpHeaders(), place),
                command(written.wantedCommand(), place),
                or(written.listening(), false),
                Optional.ofNullable(written.uptime())
                        .map(value -> seconds(value, place + ".uptime")),
                attempts(or(written.attempts(), 3), place + ".attempts"),
                seconds(or(written.timeout(), 5), 1, place + ".timeout"),
                seconds(or(written.waitBetween(), 5), place + ".wait"),
                seconds(or(written.initialDelay(), 0), place + ".initialDelay"),
                or(written.warn(), false));
    }

    private static void requirePath(String path, String place) {
        if (!path.startsWith("/")) {
            throw new BadValueException(
                    place + ".path", "the path '%s' does not begin with '/'".formatted(path));
        }
        try {
            var _ = URI.create("http://localhost" + path);
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    place + ".path",
                    "the path '%s' cannot stand in a request: %s".formatted(path, e.getMessage()));
        }
    }

    /** Only web processes are given a port. */
    private static void requirePort(String type, HealthCheck check, String place) {
        boolean asked =
                check.path().isPresent() || (check.command().isEmpty() && check.listening());
        if (asked && check.port().isEmpty() && !type.equals(ProcessType.WEB.value())) {
            throw new BadValueException(
                    place, "'port' is missing; only web processes are given one");
        }
    }

    private static Kind kind(@Nullable String type, String place) {
        return switch (or(type, "startup").toLowerCase(Locale.ROOT)) {
            case "startup" -> Kind.STARTUP;
            case "readiness" -> Kind.READINESS;
            case "liveness" -> Kind.LIVENESS;
            default ->
                    throw new BadValueException(
                            place + ".type",
                            "'%s' is not a type. Write startup, readiness or liveness"
                                    .formatted(type));
        };
    }

    private static List<String> command(List<@Nullable String> written, String place) {
        List<String> command = new ArrayList<>();
        for (String word : written) {
            if (word == null) {
                throw new BadValueException(place + ".command", "a word is null");
            }
            command.add(word);
        }
        return command;
    }

    private static List<HttpHeader> headers(
            @Nullable List<@Nullable WrittenHeader> written, String place) {
        List<HttpHeader> headers = new ArrayList<>();
        if (written == null) {
            return headers;
        }
        for (WrittenHeader header : written) {
            String name = header == null ? null : header.name();
            if (header == null || name == null || name.isBlank()) {
                throw new BadValueException(place + ".httpHeaders", "a header has no name");
            }
            HttpHeader read = new HttpHeader(name, or(header.value(), ""));
            requireSendable(read, place);
            headers.add(read);
        }
        return headers;
    }

    private static void requireSendable(HttpHeader header, String place) {
        if (header.name().equalsIgnoreCase("host")) {
            return;
        }
        try {
            var _ = HttpRequest.newBuilder().header(header.name(), header.value());
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    place + ".httpHeaders",
                    "the header '%s' cannot be sent: %s".formatted(header.name(), e.getMessage()));
        }
    }

    private static int attempts(int value, String place) {
        if (value < 1 || value > LARGEST_ATTEMPTS) {
            throw new BadValueException(
                    place, "%d is not a number from 1 to %d".formatted(value, LARGEST_ATTEMPTS));
        }
        return value;
    }

    private static Duration seconds(int value, String place) {
        return seconds(value, 0, place);
    }

    private static Duration seconds(int value, int least, String place) {
        if (value < least || value > 86_400) {
            throw new BadValueException(
                    place,
                    "%d is not a number of seconds from %d to 86400".formatted(value, least));
        }
        return Duration.ofSeconds(value);
    }
}
