package dev.sampan.ssh;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the text that `config:import` takes: `KEY=value` lines, with or without `export` and quotes, or a JSON object
 * of texts. In double quotes `\n`, `\r`, `\t` and a backslash before any other character are escapes, and a value may
 * span lines; in single quotes nothing is special.
 */
final class EnvFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String text;
    private final Map<String, String> vars = new LinkedHashMap<>();
    private int position;
    private int line = 1;

    private EnvFile(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String text) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (content.stripLeading().startsWith("{")) {
            return json(content);
        }
        EnvFile file = new EnvFile(content.replace("\r\n", "\n"));
        file.read();
        return file.vars;
    }

    private static Map<String, String> json(String text) {
        try {
            LinkedHashMap<String, @Nullable String> read =
                    JSON.readValue(text, new TypeReference<>() {});
            Map<String, String> vars = new LinkedHashMap<>();
            read.forEach(
                    (key, value) -> {
                        if (value == null) {
                            throw new UsageException(
                                    "The value of '%s' is null. Write a text, or leave the key out"
                                            .formatted(shortened(key)));
                        }
                        vars.put(key, value);
                    });
            return vars;
        } catch (JacksonException e) {
            throw new UsageException("The input is not a JSON object of texts");
        }
    }

    private void read() {
        while (position < text.length()) {
            int end = endOfLine();
            String rest = text.substring(position, end).strip();
            if (rest.isEmpty() || rest.startsWith("#")) {
                next(end);
            } else {
                assignment(end);
            }
        }
    }

    private void assignment(int end) {
        String start = text.substring(position, end);
        int equals = start.indexOf('=');
        if (equals < 0) {
            throw new UsageException(
                    "Line %d is not KEY=value: '%s'".formatted(line, shortened(start.strip())));
        }
        String key = start.substring(0, equals).strip();
        if (key.startsWith("export ")) {
            key = key.substring("export ".length()).strip();
        }
        position += equals + 1;
        while (position < end && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
        char first = position < end ? text.charAt(position) : '\n';
        if (first == '"' || first == '\'') {
            vars.put(key, quoted(first, key));
        } else {
            String value = text.substring(position, end);
            int comment = value.startsWith("#") ? 0 : value.indexOf(" #");
            vars.put(key, (comment < 0 ? value : value.substring(0, comment)).strip());
            next(end);
        }
    }

    private String quoted(char quote, String key) {
        int opened = line;
        StringBuilder value = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == quote) {
                position++;
                next(endOfLine());
                return value.toString();
            }
            if (c == '\n') {
                line++;
            }
            if (c == '\\' && quote == '"' && position + 1 < text.length()) {
                position++;
                value.append(escaped(text.charAt(position)));
            } else {
                value.append(c);
            }
        }
        throw new UsageException(
                "Line %d: the quote that begins the value of '%s' is not closed"
                        .formatted(opened, shortened(key)));
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private int endOfLine() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end;
    }

    private void next(int end) {
        position = end + 1;
        line++;
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
