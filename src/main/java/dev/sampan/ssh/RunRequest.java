package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import dev.sampan.operation.RunOperations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of `run`: flags, the app, perhaps flags again (`--app` puts the app first), and behind them a command
 * whose own flags are not ours.
 */
final class RunRequest {

    private static final Set<String> IGNORED =
            Set.of("--force-tty", "--tty", "-t", "--rm", "--detach");
    private static final String NO_TTY = "--no-tty";
    private static final Set<String> ENV = Set.of("-e", "--env", "-env");
    private static final String TIME = "--ttl-seconds";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final Deque<String> words;
    private final Map<String, String> env = new LinkedHashMap<>();
    private Optional<Duration> longest = Optional.empty();
    private boolean tty = true;
    private RunOperations.@Nullable Order order;

    private RunRequest(Invocation call) {
        this.words = new ArrayDeque<>(call.arguments());
    }

    /**
     * Reads the arguments.
     *
     * @throws UsageException when one is unknown, or there is no command
     */
    static RunRequest parse(Invocation call) {
        RunRequest request = new RunRequest(call);
        request.flags();
        if (request.words.isEmpty()) {
            throw new UsageException("Please specify an app to run the command on");
        }
        AppName app = AppName.parse(request.words.remove());
        request.flags();
        if (request.words.isEmpty()) {
            throw new UsageException("No command specified. Usage: " + call.entry().usage());
        }
        request.order =
                new RunOperations.Order(app, request.command(), request.env, request.longest);
        return request;
    }

    RunOperations.Order order() {
        return Objects.requireNonNull(order);
    }

    /** Whether the command is to have a terminal when the client has one. */
    boolean tty() {
        return tty;
    }

    private void flags() {
        while (!words.isEmpty() && words.peek().startsWith("-")) {
            String word = words.remove();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String flag = equals < 0 ? word : word.substring(0, equals);
            if (word.equals("--")) {
                return;
            }
            if (ENV.contains(flag)) {
                variable(value(word, equals));
            } else if (flag.equals(TIME)) {
                longest = Options.seconds(value(word, equals));
            } else if (flag.equals(NO_TTY)) {
                tty = false;
            } else if (!IGNORED.contains(flag)) {
                throw new UsageException(
                        "unknown flag: %s. Flags of the command itself stand behind it"
                                .formatted(word));
            }
        }
    }

    private String value(String word, int equals) {
        if (equals >= 0) {
            return word.substring(equals + 1);
        }
        if (words.isEmpty()) {
            throw new UsageException("flag needs a value: " + word);
        }
        return words.remove();
    }

    private void variable(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UsageException("'%s' is not KEY=VALUE".formatted(Excerpt.of(text)));
        }
        env.put(text.substring(0, equals), text.substring(equals + 1));
    }

    /** One word is a line for a shell, as it was quoted; several are words, each kept together. */
    private String command() {
        if (words.size() == 1) {
            return words.remove();
        }
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : quoted(word))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
