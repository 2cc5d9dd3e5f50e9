package dev.sampan.runtime;

import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.Pipe;
import dev.sampan.host.Posix;
import dev.sampan.host.ProcessLauncher;
import dev.sampan.host.PseudoTerminal;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that was started in a running container for somebody who talks to it: at a terminal, or by its three streams. It
 * ends when this is closed, with all that it started.
 */
public final class Insider implements AutoCloseable {

    static final String SHELL = "/bin/sh";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How long one whose terminal is gone has for putting things in order. */
    private static final Duration HANGUP = Duration.ofSeconds(1);

    private final Within group;
    private final EnterCommand command;
    private final int runtime;
    private final Pipe input = new Pipe();
    private final Pipe output = new Pipe();
    private final Pipe errors = new Pipe();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private Optional<PseudoTerminal> terminal = Optional.empty();

    Insider(ProcessLauncher launcher, EnterCommand command, Within group) {
        this.command = command;
        this.group = group;
        group.make();
        this.runtime =
                launcher.start(
                        command.program(),
                        command.argv(),
                        ProcessCalls.ENVIRONMENT,
                        Path.of("/"),
                        input.readEnd(),
                        output.writeEnd(),
                        errors.writeEnd());
        input.closeReadEnd();
        output.closeWriteEnd();
        errors.closeWriteEnd();
        // It waits in the kernel, which a virtual thread must not.
        Thread.ofPlatform()
                .daemon()
                .name("inside-" + command.id())
                .start(() -> exit.complete(launcher.await(runtime)));
    }

    /** A command that does not begin before it is known as ours: what starts something at once would be too quick for us. */
    static List<String> heldBack(List<String> command) {
        List<String> held =
                new ArrayList<>(List.of(SHELL, "-c", "kill -STOP $$; exec \"$@\"", SHELL));
        held.addAll(command);
        return held;
    }

    /**
     * Waits until the program runs, takes its terminal, and has all that it starts known as its own.
     *
     * @param held whether it waits for SIGCONT; an image without a shell has nothing that would
     * @param oomScoreAdjustment how much sooner than others the kernel is to kill it, which the runtime leaves as its own is
     */
    void begin(Optional<ConsoleSocket> console, boolean held, int oomScoreAdjustment) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (console.isPresent() && terminal.isEmpty()) {
            boolean over = exit.isDone();
            terminal = console.get().receive(LOOK);
            require(terminal.isPresent() || !over, deadline);
        }
        Optional<Long> first = Optional.empty();
        boolean over = false;
        // One without a terminal tells by its errors and exit code why it did not start.
        while (first.isEmpty() && !(over && terminal.isEmpty())) {
            over = exit.isDone();
            first = pid();
            require(first.isPresent() || !over || terminal.isEmpty(), deadline);
            if (first.isEmpty() && !over) {
                pause();
            }
        }
        if (first.isPresent()) {
            letGo(first.get(), held, oomScoreAdjustment, deadline);
        }
    }

    private void letGo(long pid, boolean held, int oomScoreAdjustment, long deadline) {
        while (held && !exit.isDone() && !Within.isStopped(pid)) {
            require(true, deadline);
            pause();
        }
        group.gather(pid, oomScoreAdjustment);
        if (held) {
            Posix.kill(pid, Posix.SIGCONT);
        }
    }

    private void require(boolean possible, long deadline) {
        if (possible && System.nanoTime() < deadline) {
            return;
        }
        if (!exit.isDone()) {
            Posix.kill(runtime, Posix.SIGKILL);
            terminal.ifPresent(PseudoTerminal::close);
        }
        throw new OciRuntimeException(
                "The OCI runtime cannot start a program in container '%s': %s"
                        .formatted(command.id(), (complaint() + lateComplaint()).strip()),
                null);
    }

    /** What the runtime said when it could not start a program that was to have a terminal; else nothing. */
    public String complaint() {
        return ProcessCalls.readAll(errors, Duration.ofSeconds(5), "The OCI runtime").strip();
    }

    /** It tells of what it finds out late at the terminal that it made. */
    private String lateComplaint() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        terminal.ifPresent(
                known -> {
                    for (byte[] next = known.read(); next.length > 0; next = known.read()) {
                        shown.writeBytes(next);
                    }
                });
        return shown.toString(StandardCharsets.UTF_8).strip();
    }

    private void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OciRuntimeException(
                    "Starting a program in container '%s' was interrupted".formatted(command.id()),
                    e);
        }
    }

    private Optional<Long> pid() {
        try {
            String text = Files.readString(command.pidFile()).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(text));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its terminal, if it has one; otherwise it has the three streams. */
    public Optional<PseudoTerminal> terminal() {
        return terminal;
    }

    /** What it reads; closing it is the end of its input. */
    public OutputStream input() {
        try {
            OutputStream stream = new FileOutputStream("/proc/self/fd/" + input.writeEnd());
            input.closeWriteEnd();
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it writes to its standard output. */
    public InputStream output() {
        return output.input();
    }

    /** What it writes to its standard error. */
    public InputStream errors() {
        return errors.input();
    }

    /** Waits for its end; gives its exit code, 128 plus the signal when one ended it. */
    public int await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends what it started and left. */
    public void endRest() {
        group.end();
    }

    /** Ends it, and all that it started; one at a terminal is told so by SIGHUP, and has a moment. */
    public void end() {
        terminal.ifPresent(PseudoTerminal::close);
        try {
            if (terminal.isPresent()) {
                var _ = exit.get(HANGUP.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            // It has had its moment.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            group.end();
        }
    }

    @Override
    public void close() {
        try {
            end();
        } finally {
            input.close();
            output.close();
            errors.close();
        }
    }
}
