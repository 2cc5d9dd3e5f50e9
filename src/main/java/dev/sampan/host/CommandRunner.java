package dev.sampan.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Runs host programs: never through a shell, always with a time limit. */
@Component
public final class CommandRunner {

    private static final int ERROR_OUTPUT_KEPT = 4096;
    private static final int LINES_KEPT = 20;
    private static final Pattern OURS = Pattern.compile("(SAMPAN|SPRING)_.*");

    /** How long after its end a program's output may still come, from a process that it left behind. */
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(5);

    /**
     * Runs a command to its end and parses its standard output.
     *
     * @throws CommandFailedException when it cannot be started, exits with another code than 0 or takes too long
     */
    public <R> R run(Command<R> command) {
        Process process = start(command, false);
        try {
            CompletableFuture<String> errors = inBackground(() -> read(process.getErrorStream()));
            CompletableFuture<String> output = inBackground(() -> read(process.getInputStream()));
            CompletableFuture<Optional<IOException>> input =
                    inBackground(() -> feed(process, command));
            await(process, command);
            String errorOutput = result(errors, command).strip();
            String standardOutput = result(output, command);
            Optional<IOException> unread = result(input, command);
            if (process.exitValue() != 0) {
                throw failed(process, command, tail(errorOutput), unread);
            }
            return command.parse(standardOutput);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(command.argv(), -1, "", "was interrupted");
        } finally {
            destroyTree(process);
        }
    }

    /**
     * Runs a long command and gives away its output, both streams, line by line as it comes.
     *
     * @param line called for each line, on another thread, one at a time
     * @throws CommandFailedException when it cannot be started, exits with another code than 0 or takes too long; the
     *     error output is its last lines
     * @throws InterruptedException when the calling thread was interrupted; the program and its children were ended
     */
    public void stream(Command<?> command, Consumer<String> line) throws InterruptedException {
        Process process = start(command, true);
        try {
            CompletableFuture<String> output =
                    inBackground(() -> readLines(process.getInputStream(), line));
            CompletableFuture<Optional<IOException>> input =
                    inBackground(() -> feed(process, command));
            await(process, command);
            String lastLines = result(output, command);
            Optional<IOException> unread = result(input, command);
            if (process.exitValue() != 0) {
                throw failed(process, command, tail(lastLines), unread);
            }
        } finally {
            destroyTree(process);
        }
    }

    private static Process start(Command<?> command, boolean oneStream) {
        ProcessBuilder builder = new ProcessBuilder(command.argv()).redirectErrorStream(oneStream);
        // What was set for us, the password of the database for one, is nothing to others.
        forgetOurs(builder.environment());
        builder.environment().putAll(command.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            CommandFailedException failure =
                    new CommandFailedException(
                            command.argv(),
                            -1,
                            String.valueOf(e.getMessage()),
                            "could not be started");
            failure.initCause(e);
            throw failure;
        }
    }

    static void forgetOurs(Map<String, String> environment) {
        environment.keySet().removeIf(name -> OURS.matcher(name).matches());
    }

    /** Writes the input; a program may end without reading all of it, which only matters when it fails. */
    private static Optional<IOException> feed(Process process, Command<?> command) {
        try (OutputStream stdin = process.getOutputStream()) {
            if (command.input().isPresent()) {
                stdin.write(command.input().get().getBytes(StandardCharsets.UTF_8));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static void await(Process process, Command<?> command) throws InterruptedException {
        if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CommandFailedException(
                    command.argv(),
                    -1,
                    "",
                    "took longer than " + command.timeout().toSeconds() + " s");
        }
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        future.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        future.completeExceptionally(e);
                    }
                });
        return future;
    }

    private static <T> T result(CompletableFuture<T> future, Command<?> command)
            throws InterruptedException {
        try {
            return future.get(OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailedException(
                    command.argv(), -1, "", "left a process behind that holds its output open");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static CommandFailedException failed(
            Process process, Command<?> command, String errors, Optional<IOException> unread) {
        CommandFailedException failure =
                new CommandFailedException(
                        command.argv(),
                        process.exitValue(),
                        errors,
                        "failed with exit code " + process.exitValue());
        unread.ifPresent(failure::addSuppressed);
        return failure;
    }

    /** Kills what is left of the program, and waits until it is gone; that takes no time but for a disk that hangs. */
    private static void destroyTree(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> tree;
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            tree = Stream.concat(descendants, Stream.of(process.toHandle())).toList();
        }
        tree.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(
                        tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readLines(InputStream stream, Consumer<String> line) {
        ArrayDeque<String> last = new ArrayDeque<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                if (last.size() == LINES_KEPT) {
                    last.removeFirst();
                }
                last.addLast(next);
                line.accept(next);
            }
            return String.join("\n", List.copyOf(last));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(String text) {
        return text.length() <= ERROR_OUTPUT_KEPT
                ? text
                : text.substring(text.length() - ERROR_OUTPUT_KEPT);
    }
}
