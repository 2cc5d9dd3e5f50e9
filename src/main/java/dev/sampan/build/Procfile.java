package dev.sampan.build;

import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process types of an app and the command of each, in the order in which they are written.
 *
 * @param commands the command of each type
 * @see <a href="https://dokku.com/docs/processes/process-management/#procfile">dokku: Procfile</a>
 */
public record Procfile(Map<String, String> commands) {

    private static final Pattern LINE = Pattern.compile("([^\\s:]+):\\s*(.*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)(#|//).*$");

    public Procfile {
        commands = Collections.unmodifiableMap(new LinkedHashMap<>(commands));
    }

    /**
     * Reads lines of the form `type: command`; empty lines and comments (`#` or `//`, at the start or after white space)
     * are skipped.
     *
     * @throws BuildFailedException when a line is of another form or a type occurs twice; the message has its number
     */
    public static Procfile parse(String text) {
        Map<String, String> commands = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i)).replaceFirst("").strip();
            if (!line.isEmpty()) {
                add(commands, line, i + 1);
            }
        }
        if (commands.isEmpty()) {
            throw invalid("The Procfile names no process. Write a line such as 'web: npm start'");
        }
        return new Procfile(commands);
    }

    private static void add(Map<String, String> commands, String line, int number) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw invalid(
                    "Procfile line %d: '%s' is not of the form 'type: command'"
                            .formatted(number, shorten(line)));
        }
        String type = matcher.group(1);
        String command = matcher.group(2).strip();
        try {
            ProcessType.parse(type);
        } catch (RefusedException e) {
            throw invalid("Procfile line %d: %s".formatted(number, e.getMessage()));
        }
        if (command.isEmpty()) {
            throw invalid("Procfile line %d: '%s' has no command".formatted(number, type));
        }
        if (command.indexOf('\0') >= 0) {
            throw invalid("Procfile line %d has a NUL character".formatted(number));
        }
        if (commands.putIfAbsent(type, command) != null) {
            throw invalid("Procfile line %d: '%s' occurs twice".formatted(number, type));
        }
    }

    private static BuildFailedException invalid(String message) {
        return new BuildFailedException("Procfile", message);
    }

    private static String shorten(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }
}
