package dev.sampan.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sampan.app.EnvVars;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.build.AppJson.EnvEntry;
import dev.sampan.build.AppJson.FormationEntry;
import dev.sampan.build.AppJson.Scripts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** Reads `app.json` as it is written, and turns it into what it means. */
final class AppJsonReader {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private record WrittenFormation(
            @Nullable Integer quantity,
            @JsonProperty("max_parallel") @Nullable Integer maxParallel) {}

    private record WrittenDokkuScripts(@Nullable String predeploy, @Nullable String postdeploy) {}

    private record WrittenScripts(
            @Nullable WrittenDokkuScripts dokku, @Nullable String postdeploy) {}

    private record Written(
            @Nullable Map<String, @Nullable List<HealthCheckReader.@Nullable Written>> healthchecks,
            @Nullable Map<String, @Nullable WrittenFormation> formation,
            @Nullable WrittenScripts scripts,
            @Nullable Map<String, JsonNode> env,
            @Nullable List<WrittenBuildpack> buildpacks,
            @Nullable List<CronReader.@Nullable Written> cron) {}

    private record WrittenBuildpack(@Nullable String url) {}

    private AppJsonReader() {}

    static AppJson read(String text) {
        try {
            Written written = MAPPER.readValue(text, Written.class);
            if (written == null) {
                throw new BuildFailedException(
                        "app.json", "app.json holds null instead of an object");
            }
            return new AppJson(
                    HealthCheckReader.read(orEmpty(written.healthchecks())),
                    formation(orEmpty(written.formation())),
                    scripts(written.scripts()),
                    env(orEmpty(written.env())),
                    buildpacks(or(written.buildpacks(), List.of())),
                    CronReader.read(written.cron()),
                    HealthCheckReader.warnings(MAPPER.readTree(text)));
        } catch (BadValueException e) {
            int line = AppJsonLines.of(text, MAPPER).find(e.place()).orElse(1);
            throw new BuildFailedException(
                    "app.json",
                    "app.json line %d, %s: %s".formatted(line, e.place(), e.getMessage()),
                    e);
        } catch (MismatchedInputException e) {
            String place = AppJsonLines.place(e.getPath());
            throw new BuildFailedException(
                    "app.json",
                    "app.json line %d%s: it has to be %s"
                            .formatted(
                                    e.getLocation().getLineNr(),
                                    place.isEmpty() ? "" : ", " + place,
                                    wanted(e.getTargetType())),
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

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "of another kind";
        }
        return switch (type.getSimpleName()) {
            case "String" -> "a text";
            case "Integer", "Long", "int" -> "a whole number";
            case "Boolean", "boolean" -> "true or false";
            case "List", "ArrayList" -> "a list";
            default -> "an object";
        };
    }

    private static Map<String, FormationEntry> formation(
            Map<String, @Nullable WrittenFormation> written) {
        Map<String, FormationEntry> all = new LinkedHashMap<>();
        written.forEach(
                (type, entry) -> {
                    if (entry == null) {
                        throw new BadValueException("formation." + type, "it is null");
                    }
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

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <V extends @Nullable Object> Map<String, V> orEmpty(
            @Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("not JSON");
    }
}
