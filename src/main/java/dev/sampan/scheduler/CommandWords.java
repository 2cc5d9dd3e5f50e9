package dev.sampan.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a command line into words: quotes, backslashes and variables as a shell has them, and nothing else of a shell. */
final class CommandWords {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)\\})");

    private final String line;
    private final Map<String, String> env;
    private final Matcher variable;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int position;

    CommandWords(String line, Map<String, String> env) {
        this.line = line;
        this.env = env;
        this.variable = VARIABLE.matcher(line);
    }

    List<String> split() {
        char quote = 0;
        for (position = 0; position < line.length(); position++) {
            char c = line.charAt(position);
            if (quote == '\'') {
                quote = c == '\'' ? 0 : plain(c, quote);
            } else if (c == '\\' && position + 1 < line.length()) {
                position++;
                escaped(line.charAt(position), quote);
            } else if (c == '$') {
                expand();
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                end();
            } else {
                quote = plain(c, quote);
            }
        }
        end();
        return List.copyOf(words);
    }

    private char plain(char c, char quote) {
        word.append(c);
        begun = true;
        return quote;
    }

    private void escaped(char c, char quote) {
        if (quote == '"' && "$`\"\\".indexOf(c) < 0) {
            word.append('\\');
        }
        word.append(c);
        begun = true;
    }

    private void expand() {
        if (variable.find(position) && variable.start() == position) {
            String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
            String value = env.getOrDefault(name, "");
            word.append(value);
            begun |= !value.isEmpty();
            position = variable.end() - 1;
        } else {
            plain('$', '\0');
        }
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }
}
