package dev.sampan.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a host program: its argument vector, and what its output means.
 *
 * @param <R> what the output is parsed to
 */
public interface Command<R> {

    /** The program and its arguments; never a shell line. */
    List<String> argv();

    /** Reads the standard output of a run that ended with exit code 0. */
    R parse(String output);

    /** How long the program may take before its process tree is destroyed. */
    default Duration timeout() {
        return Duration.ofSeconds(30);
    }

    /** What the program reads from its standard input; empty means that it is closed at once. */
    default Optional<String> input() {
        return Optional.empty();
    }

    /** Variables added to the environment of the program. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** A command whose output is taken as it is. */
    static Command<String> of(String... argv) {
        return of(List.of(argv));
    }

    /** A command whose output is taken as it is. */
    static Command<String> of(List<String> argv) {
        return new PlainCommand(argv);
    }
}
