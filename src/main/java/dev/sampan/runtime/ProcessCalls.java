package dev.sampan.runtime;

import dev.sampan.host.Command;
import dev.sampan.host.Pipe;
import dev.sampan.host.Posix;
import dev.sampan.host.ProcessLauncher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Short calls of crun or runc, as quick as the kernel starts a program, each with a time limit. */
final class ProcessCalls {

    static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/");

    private final ProcessLauncher launcher;

    ProcessCalls(ProcessLauncher launcher) {
        this.launcher = launcher;
    }

    /**
     * Runs a command to its end.
     *
     * @throws OciRuntimeException when it fails; the message is what it wrote
     */
    void run(Command<?> command) {
        try (Pipe nothing = new Pipe();
                Pipe output = new Pipe()) {
            nothing.closeWriteEnd();
            int pid =
                    launcher.start(
                            Path.of(command.argv().getFirst()),
                            command.argv(),
                            ENVIRONMENT,
                            Path.of("/"),
                            nothing.readEnd(),
                            output.writeEnd(),
                            output.writeEnd());
            output.closeWriteEnd();
            String text = "";
            int exitCode;
            try {
                text = readAll(output, command.timeout(), command.argv().getFirst());
            } catch (OciRuntimeException e) {
                Posix.kill(pid, Posix.SIGKILL);
                throw e;
            } finally {
                exitCode = launcher.await(pid);
            }
            if (exitCode != 0) {
                throw new OciRuntimeException(
                        "'%s' failed with exit code %d: %s"
                                .formatted(command.argv().getFirst(), exitCode, text.strip()),
                        null);
            }
        }
    }

    /** Reads a pipe until all writers have closed it. */
    static String readAll(Pipe pipe, Duration limit, String who) {
        return read(
                pipe,
                input -> new String(input.readAllBytes(), StandardCharsets.UTF_8),
                limit,
                who);
    }

    /** Reads a pipe up to the end of the first line; empty when all writers have closed it before. */
    static String readLine(Pipe pipe, Duration limit, String who) {
        return read(
                pipe,
                input -> {
                    ByteArrayOutputStream line = new ByteArrayOutputStream();
                    for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
                        line.write(next);
                    }
                    return line.toString(StandardCharsets.UTF_8);
                },
                limit,
                who);
    }

    @FunctionalInterface
    private interface Reading {
        String read(InputStream input) throws IOException;
    }

    private static String read(Pipe pipe, Reading reading, Duration limit, String who) {
        InputStream input = pipe.input();
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try (input) {
                        text.complete(reading.read(input));
                    } catch (IOException e) {
                        text.completeExceptionally(new UncheckedIOException(e));
                    }
                });
        try {
            return text.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new OciRuntimeException(
                    "'%s' took longer than %d s".formatted(who, limit.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OciRuntimeException("'%s' was interrupted".formatted(who), e);
        } catch (ExecutionException e) {
            throw new OciRuntimeException("Cannot read what '%s' wrote".formatted(who), e);
        }
    }
}
