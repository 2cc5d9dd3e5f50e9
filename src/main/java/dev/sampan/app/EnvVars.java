package dev.sampan.app;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Config vars, sorted by key. Keys are shell names, values any text without NUL; together with its key a value fits
 * into one argument of a Linux process.
 *
 * @param values the checked vars
 */
public record EnvVars(SortedMap<String, String> values) {

    public static final EnvVars EMPTY = new EnvVars(new TreeMap<>());

    private static final Pattern KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int LONGEST_KEY = 255;

    /** MAX_ARG_STRLEN of execve(2), 128 KiB, holds key, `=`, value and the closing NUL. */
    private static final int LONGEST_VAR = 131_072 - 2;

    private static final int LARGEST_SUM = 512 * 1024;

    public EnvVars {
        long sum = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            checkKey(entry.getKey());
            sum += checkValue(entry.getKey(), entry.getValue());
        }
        if (sum > LARGEST_SUM) {
            throw RefusedException.invalid(
                    "The config vars take %d bytes together, more than the %d that are allowed"
                            .formatted(sum, LARGEST_SUM));
        }
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static EnvVars of(Map<String, String> values) {
        return new EnvVars(new TreeMap<>(values));
    }

    /**
     * Checks the name of a config var.
     *
     * @throws RefusedException when the text cannot be the name of a config var
     */
    public static void checkKey(String key) {
        if (!KEY.matcher(key).matches() || key.length() > LONGEST_KEY) {
            throw RefusedException.invalid(
                    "Invalid key name: '%s'. A key is 1 to %d letters, digits and underscores, the first not a digit"
                            .formatted(Excerpt.of(key), LONGEST_KEY));
        }
    }

    public Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** These vars and others; where both have a key, the others' value stands. */
    public EnvVars with(Map<String, String> others) {
        TreeMap<String, String> merged = new TreeMap<>(values);
        merged.putAll(others);
        return new EnvVars(merged);
    }

    private static long checkValue(String key, String value) {
        if (value.indexOf('\0') >= 0) {
            throw RefusedException.invalid(
                    "The value of '%s' has a NUL byte, which no environment can hold"
                            .formatted(key));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw RefusedException.invalid("The value of '%s' is not valid text".formatted(key));
        }
        long bytes = key.length() + (long) value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_VAR) {
            throw RefusedException.invalid(
                    "Config var '%s' has %d bytes with its name, more than the %d that Linux hands to a process"
                            .formatted(key, bytes, LONGEST_VAR));
        }
        return bytes;
    }

    /** The keys only: values are secrets. */
    @Override
    public String toString() {
        return "EnvVars" + values.keySet();
    }
}
