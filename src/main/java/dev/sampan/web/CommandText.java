package dev.sampan.web;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the command line that does the same as a button. */
final class CommandText {

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_./:=@%+,…-]+");

    private CommandText() {}

    /** A command of the launcher, each argument quoted where a shell needs it; empty ones are left out. */
    static String of(String... arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.isEmpty())
                .map(CommandText::quoted)
                .collect(Collectors.joining(" ", "./sampan ", ""));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches()
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }
}
