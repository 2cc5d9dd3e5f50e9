package dev.sampan.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sampan.app.EnvVars;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.HttpHeader;
import dev.sampan.app.HealthCheck.Kind;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.build.AppJson.EnvEntry;
import dev.sampan.build.AppJson.FormationEntry;
import dev.sampan.build.AppJson.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads `app.json` as it is written, and turns it into what it means. */
final class AppJsonReader {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private record WrittenHeader(@Nullable String name, @Nullable String value) {}

    private record WrittenCheck(
            @Nullable String type,
            @Nullable String name,
            @Nullable String path,
            @Nullable Integer port,
            @Nullable String content,
            @Nullable List<WrittenHeader> httpHeaders,
            @Nullable List<String> command,
            @Nullable Boolean listening,
            @Nullable Integer uptime,
            @Nullable Integer attempts,
            @Nullable Integer timeout,
            @JsonProperty("wait") @Nullable Integer waitBetween,
            @Nullable Integer initialDelay,
            @Nullable Boolean warn) {}

    private record WrittenFormation(
            @Nullable Integer quantity,
            @JsonProperty("max_parallel") @Nullable Integer maxParallel) {}

    private record WrittenDokkuScripts(@Nullable String predeploy, @Nullable String postdeploy) {}

    private record WrittenScripts(
            @Nullable WrittenDokkuScripts dokku, @Nullable String postdeploy) {}

    private record Written(
            @Nullable Map<String, List<WrittenCheck>> healthchecks,
            @Nullable Map<String, WrittenFormation> formation,
            @Nullable WrittenScripts scripts,
            @Nullable Map<String, JsonNode> env,
            @Nullable List<WrittenBuildpack> buildpacks) {}

    private record WrittenBuildpack(@Nullable String url) {}

    private AppJsonReader() {}

    /** A value that is JSON but means nothing. */
    private static final class BadValueException extends RuntimeException {

        private final String place;

        BadValueException(String place, String why) {
            super(why);
            this.place = place;
        }
    }

    static AppJson read(String text) {
        try {
            Written written = MAPPER.readValue(text, Written.class);
            if (written == null) {
                throw new BuildFailedException(
                        "app.json", "app.json holds null instead of an object");
            }
            return new AppJson(
                    healthchecks(orEmpty(written.healthchecks())),
                    formation(orEmpty(written.formation())),
                    scripts(written.scripts()),
                    env(orEmpty(written.env())),
                    buildpacks(or(written.buildpacks(), List.of())));
        } catch (BadValueException e) {
            int line = AppJsonLines.of(text, MAPPER).find(e.place).orElse(1);
            throw new BuildFailedException(
                    "app.json",
                    "app.json line %d, %s: %s".formatted(line, e.place, e.getMessage()),
                    e);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new BuildFailedException(
                    "app.json",
                    (line > 0 ? "app.json line %d: %s" : "app.json: %2$s")
                            .formatted(line, firstLine(e.getOriginalMessage())),
                    e);
        }
    }

    private static Map<String, List<HealthCheck>> healthchecks(
            Map<String, List<WrittenCheck>> written) {
        Map<String, List<HealthCheck>> all = new LinkedHashMap<>();
        written.forEach(
                (type, checks) -> {
                    List<HealthCheck> read = new ArrayList<>();
                    for (int i = 0; i < checks.size(); i++) {
                        read.add(check(checks.get(i), "healthchecks.%s[%d]".formatted(type, i)));
                    }
                    all.put(type, List.copyOf(read));
                });
        return all;
    }

    private static HealthCheck check(WrittenCheck written, String place) {
        int port = or(written.port(), 0);
        if (port < 0 || port > 65_535) {
            throw new BadValueException(place + ".port", "%d is not a port".formatted(port));
        }
        Optional<String> path =
                Optional.ofNullable(written.path()).filter(value -> !value.isEmpty());
        path.filter(value -> !value.startsWith("/"))
                .ifPresent(
                        value -> {
                            throw new BadValueException(
                                    place + ".path",
                                    "the path '%s' does not begin with '/'".formatted(value));
                        });
        return new HealthCheck(
                kind(written.type(), place),
                or(written.name(), place),
                path,
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.ofNullable(written.content()).filter(content -> !content.isEmpty()),
                headers(or(written.httpHeaders(), List.of()), place),
                or(written.command(), List.of()),
                or(written.listening(), false),
                Optional.ofNullable(written.uptime())
                        .map(value -> seconds(value, place + ".uptime")),
                atLeastOne(or(written.attempts(), 3), place + ".attempts"),
                seconds(
                        atLeastOne(or(written.timeout(), 5), place + ".timeout"),
                        place + ".timeout"),
                seconds(or(written.waitBetween(), 5), place + ".wait"),
                seconds(or(written.initialDelay(), 0), place + ".initialDelay"),
                or(written.warn(), false));
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

    private static List<HttpHeader> headers(List<WrittenHeader> written, String place) {
        return written.stream()
                .map(
                        header -> {
                            if (header.name() == null || header.name().isBlank()) {
                                throw new BadValueException(
                                        place + ".httpHeaders", "a header has no name");
                            }
                            return new HttpHeader(header.name(), or(header.value(), ""));
                        })
                .toList();
    }

    private static Map<String, FormationEntry> formation(Map<String, WrittenFormation> written) {
        Map<String, FormationEntry> all = new LinkedHashMap<>();
        written.forEach(
                (type, entry) -> {
                    try {
                        ProcessType.parse(type);
                    } catch (RefusedException e) {
                        throw new BadValueException(
                                "formation." + type, String.valueOf(e.getMessage()));
                    }
                    int quantity = or(entry.quantity(), 0);
                    if (quantity < 0 || quantity > 100) {
                        throw new BadValueException(
                                "formation.%s.quantity".formatted(type),
                                "%d is not from 0 to 100".formatted(quantity));
                    }
                    all.put(
                            type,
                            new FormationEntry(
                                    optional(entry.quantity()), optional(entry.maxParallel())));
                });
        return all;
    }

    private static Scripts scripts(@Nullable WrittenScripts written) {
        if (written == null) {
            return new Scripts(Optional.empty(), Optional.empty());
        }
        WrittenDokkuScripts dokku = written.dokku();
        return new Scripts(
                Optional.ofNullable(dokku == null ? null : dokku.predeploy())
                        .filter(command -> !command.isBlank()),
                Optional.ofNullable(
                                dokku == null || dokku.postdeploy() == null
                                        ? written.postdeploy()
                                        : dokku.postdeploy())
                        .filter(command -> !command.isBlank()));
    }

    private static Map<String, EnvEntry> env(Map<String, JsonNode> written) {
        Map<String, EnvEntry> all = new LinkedHashMap<>();
        written.forEach(
                (name, node) -> {
                    try {
                        EnvVars.checkKey(name);
                    } catch (RefusedException e) {
                        throw new BadValueException("env." + name, String.valueOf(e.getMessage()));
                    }
                    if (node.isString()) {
                        all.put(
                                name,
                                new EnvEntry("", Optional.of(node.stringValue()), false, false));
                    } else if (node.isObject()) {
                        all.put(
                                name,
                                new EnvEntry(
                                        node.path("description").asString(""),
                                        node.hasNonNull("value")
                                                ? Optional.of(node.path("value").asString(""))
                                                : Optional.empty(),
                                        node.path("required").asBoolean(true),
                                        node.path("generator").asString("").equals("secret")));
                    } else {
                        throw new BadValueException(
                                "env." + name, "it is neither a text nor an object");
                    }
                });
        return all;
    }

    private static List<String> buildpacks(List<WrittenBuildpack> written) {
        List<String> urls = new ArrayList<>();
        for (WrittenBuildpack buildpack : written) {
            if (buildpack.url() == null || buildpack.url().isBlank()) {
                throw new BadValueException(
                        "buildpacks[%d]".formatted(urls.size()), "there is no url");
            }
            urls.add(buildpack.url());
        }
        return urls;
    }

    private static int atLeastOne(int value, String place) {
        if (value < 1) {
            throw new BadValueException(place, "%d is less than 1".formatted(value));
        }
        return value;
    }

    private static Duration seconds(int value, String place) {
        if (value < 0 || value > 86_400) {
            throw new BadValueException(
                    place, "%d is not a number of seconds from 0 to 86400".formatted(value));
        }
        return Duration.ofSeconds(value);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("not JSON");
    }
}
