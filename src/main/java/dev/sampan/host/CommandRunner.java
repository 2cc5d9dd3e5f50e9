package dev.sampan.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** Runs host programs: never through a shell, always with a time limit. */
@Component
public final class CommandRunner {

    private static final int ERROR_OUTPUT_KEPT = 4096;

    /**
     * Runs a command to its end and parses its standard output.
     *
     * @throws CommandFailedException when it cannot be started, exits with another code than 0 or takes too long
     */
    public <R> R run(Command<R> command) {
        Process process = start(command);
        AtomicReference<String> output = new AtomicReference<>("");
        AtomicReference<String> errors = new AtomicReference<>("");
        try {
            Thread errorReader =
                    Thread.startVirtualThread(() -> errors.set(read(process.getErrorStream())));
            Thread outputReader =
                    Thread.startVirtualThread(() -> output.set(read(process.getInputStream())));
            feed(process, command);
            await(process, command.argv(), command.timeout());
            outputReader.join();
            errorReader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(command.argv(), -1, "", "was interrupted");
        } finally {
            destroyTree(process);
        }
        if (process.exitValue() != 0) {
            throw new CommandFailedException(
                    command.argv(),
                    process.exitValue(),
                    tail(errors.get()),
                    "failed with exit code " + process.exitValue());
        }
        return command.parse(output.get());
    }

    private static Process start(Command<?> command) {
        ProcessBuilder builder = new ProcessBuilder(command.argv());
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

    private static void feed(Process process, Command<?> command) {
        try (OutputStream stdin = process.getOutputStream()) {
            if (command.input().isPresent()) {
                stdin.write(command.input().get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The program closed its input before reading all of it: its exit code tells whether
            // that matters.
            Thread.onSpinWait();
        }
    }

    private static void await(Process process, List<String> argv, Duration timeout)
            throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CommandFailedException(
                    argv, -1, "", "took longer than " + timeout.toSeconds() + " s");
        }
    }

    private static void destroyTree(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(String text) {
        String stripped = text.strip();
        return stripped.length() <= ERROR_OUTPUT_KEPT
                ? stripped
                : stripped.substring(stripped.length() - ERROR_OUTPUT_KEPT);
    }
}
