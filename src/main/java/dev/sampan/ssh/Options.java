package dev.sampan.ssh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The flags among the arguments of a command, and the arguments that are none.
 *
 * @param switches flags without a value that were given
 * @param values flags with their values
 * @param rest the other arguments
 */
record Options(Set<String> switches, Map<String, String> values, List<String> rest) {

    /**
     * Reads arguments. `--flag value`, `--flag=value` and `-n5` are the same; what stands behind `--` is never a flag.
     *
     * @param switches the flags that take no value
     * @param valued the flags that take one
     * @throws UsageException when a flag is unknown or its value is missing
     */
    static Options parse(List<String> arguments, Set<String> switches, Set<String> valued) {
        Set<String> given = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        List<String> rest = new ArrayList<>();
        Deque<String> words = new ArrayDeque<>(arguments);
        while (!words.isEmpty()) {
            String word = words.remove();
            int equals = word.indexOf('=');
            String flag = equals < 0 || !word.startsWith("--") ? word : word.substring(0, equals);
            if (word.equals("--")) {
                rest.addAll(words);
                words.clear();
            } else if (!word.startsWith("-") || word.equals("-")) {
                rest.add(word);
            } else if (switches.contains(flag)) {
                if (equals < 0 || word.endsWith("=true")) {
                    given.add(flag);
                }
            } else if (valued.contains(flag)) {
                values.put(flag, value(word, flag, words));
            } else if (word.length() > 2 && valued.contains(word.substring(0, 2))) {
                values.put(word.substring(0, 2), word.substring(2));
            } else {
                throw new UsageException("unknown flag: " + word + known(switches, valued));
            }
        }
        return new Options(given, values, rest);
    }

    /** Arguments among which no flag is known. */
    static Options none(List<String> arguments) {
        return parse(arguments, Set.of(), Set.of());
    }

    boolean has(String flag) {
        return switches.contains(flag);
    }

    /** The value of a flag, by its long or its short name. */
    Optional<String> value(String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return Optional.ofNullable(values.get(name));
            }
        }
        return Optional.empty();
    }

    /** How long something may run: `--ttl-seconds`. */
    Optional<Duration> longest() {
        return value("--ttl-seconds").flatMap(Options::seconds);
    }

    /** A time of at most a day, in seconds. */
    static Optional<Duration> seconds(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 86_400) {
            throw new UsageException(
                    "'%s' is not a number of seconds from 1 to 86400"
                            .formatted(text.length() > 20 ? text.substring(0, 20) : text));
        }
        return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
    }

    private static String known(Set<String> switches, Set<String> valued) {
        TreeSet<String> all = new TreeSet<>(switches);
        all.addAll(valued);
        return all.isEmpty()
                ? ". The command takes no flags"
                : ". The command takes " + String.join(", ", all);
    }

    private static String value(String word, String flag, Deque<String> words) {
        if (word.length() > flag.length()) {
            return word.substring(flag.length() + 1);
        }
        if (words.isEmpty()) {
            throw new UsageException("flag needs a value: " + flag);
        }
        return words.remove();
    }
}
