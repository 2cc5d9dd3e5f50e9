package dev.sampan.ssh;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A command line as dokku reads it: global flags, the name of the command, its arguments.
 *
 * @param quiet whether headers are left out
 * @param force whether nothing is asked before something is destroyed
 * @param name the name of the command; empty when there is none
 * @param arguments what stands behind it; `--app X` has become the first of them
 */
record CommandLine(boolean quiet, boolean force, String name, List<String> arguments) {

    CommandLine {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a command line as a client sent it.
     *
     * @throws UsageException when a quote is not closed, or `--app` has no value
     */
    static CommandLine parse(String line) {
        Deque<String> words = new ArrayDeque<>(Words.split(line));
        if ("dokku".equals(words.peek()) || "sampan".equals(words.peek())) {
            words.remove();
        }
        boolean quiet = false;
        boolean force = false;
        List<String> arguments = new ArrayList<>();
        while (!words.isEmpty() && words.peek().startsWith("-")) {
            String flag = words.remove();
            switch (flag) {
                case "--quiet" -> quiet = true;
                case "--force" -> force = true;
                case "--trace", "--" -> {}
                case "--version", "-v" -> words.addFirst("version");
                case "--help", "-h" -> words.addFirst("help");
                case "--app" -> {
                    if (words.isEmpty()) {
                        throw new UsageException("--app needs the name of an app");
                    }
                    arguments.add(words.remove());
                }
                default -> {
                    if (!flag.startsWith("--app=")) {
                        throw new UsageException(
                                "unknown global flag: %s. Flags of a command stand behind its name"
                                        .formatted(flag));
                    }
                    arguments.add(flag.substring("--app=".length()));
                }
            }
        }
        String name = words.isEmpty() ? "" : words.remove();
        arguments.addAll(words);
        return new CommandLine(quiet, force, name, arguments);
    }
}
