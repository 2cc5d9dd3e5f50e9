package dev.sampan.ssh;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A form in which `config:export` writes config vars. */
enum EnvFormat {
    EXPORTS("exports"),
    ENVFILE("envfile"),
    SHELL("shell"),
    DOCKER_ARGS("docker-args"),
    DOCKER_ARGS_KEYS("docker-args-keys"),
    PRETTY("pretty"),
    JSON("json"),
    JSON_LIST("json-list"),
    PACK_KEYS("pack-keys");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String flag;

    EnvFormat(String flag) {
        this.flag = flag;
    }

    static EnvFormat parse(String flag) {
        return Arrays.stream(values())
                .filter(format -> format.flag.equals(flag))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "Unknown export format '%s', use one of %s"
                                                .formatted(
                                                        flag,
                                                        Arrays.stream(values())
                                                                .map(format -> format.flag)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    /** All vars as text, with a line end unless the form has none. */
    String write(SortedMap<String, String> vars) {
        return switch (this) {
            case EXPORTS -> lines(vars, "export %s=%s", EnvFormat::quoted);
            case ENVFILE -> lines(vars, "%s=%s", EnvFormat::envFileValue);
            case SHELL -> words(vars, "%s=%s ");
            case DOCKER_ARGS -> words(vars, "--env=%s=%s ");
            case DOCKER_ARGS_KEYS -> keys(vars, "--env=%s ");
            case PACK_KEYS -> keys(vars, "--env %s ");
            case PRETTY -> lines(pretty(vars));
            case JSON -> MAPPER.writeValueAsString(vars) + "\n";
            case JSON_LIST -> MAPPER.writeValueAsString(list(vars)) + "\n";
        };
    }

    /** Keys in one column, values in the next: `KEY:  value`. */
    static List<String> pretty(Map<String, String> vars) {
        int width = vars.keySet().stream().mapToInt(String::length).max().orElse(0) + 1;
        return vars.entrySet().stream()
                .map(
                        entry ->
                                entry.getKey()
                                        + ":"
                                        + " ".repeat(width - entry.getKey().length() - 1)
                                        + "  "
                                        + entry.getValue())
                .toList();
    }

    /** A value as one word of a shell: `'val'`. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static String envFileValue(String value) {
        if (value.matches("-?\\d{1,18}")) {
            return value;
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\"", "\\\"")
                        .replace("!", "\\!")
                        .replace("$", "\\$")
                        .replace("`", "\\`")
                + '"';
    }

    private static String lines(
            SortedMap<String, String> vars,
            String form,
            java.util.function.UnaryOperator<String> value) {
        return vars.entrySet().stream()
                .map(entry -> form.formatted(entry.getKey(), value.apply(entry.getValue())) + "\n")
                .collect(Collectors.joining());
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String words(SortedMap<String, String> vars, String form) {
        return vars.entrySet().stream()
                .map(entry -> form.formatted(entry.getKey(), quoted(entry.getValue())))
                .collect(Collectors.joining());
    }

    private static String keys(SortedMap<String, String> vars, String form) {
        return vars.keySet().stream().map(form::formatted).collect(Collectors.joining());
    }

    private static List<Map<String, String>> list(SortedMap<String, String> vars) {
        return vars.entrySet().stream()
                .map(
                        entry -> {
                            Map<String, String> item = new LinkedHashMap<>();
                            item.put("name", entry.getKey());
                            item.put("value", entry.getValue());
                            return item;
                        })
                .toList();
    }
}
