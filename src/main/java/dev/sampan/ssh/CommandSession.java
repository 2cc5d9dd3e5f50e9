package dev.sampan.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command in one channel: it runs on a thread of its own, which is interrupted when the client leaves. */
final class CommandSession implements Command {

    /** What runs in a session. */
    @FunctionalInterface
    interface Program {

        /** Runs to the end and answers the exit code. */
        int run(Streams streams);
    }

    /**
     * The streams of a client.
     *
     * @param input what it sends; lines that somebody types when it has a terminal
     * @param output where answers go
     * @param errors where failures go
     * @param screen its terminal, if it has one
     */
    record Streams(
            InputStream input,
            OutputStream output,
            OutputStream errors,
            Optional<SessionScreen> screen) {

        Terminal terminal() {
            return new Terminal(output, errors, screen.isPresent(), false);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(CommandSession.class);

    private final Program program;
    private @Nullable InputStream input;
    private @Nullable OutputStream output;
    private @Nullable OutputStream errors;
    private @Nullable ExitCallback exit;
    private volatile @Nullable Thread thread;

    CommandSession(Program program) {
        this.program = program;
    }

    @Override
    public void setInputStream(InputStream stream) {
        this.input = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.output = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.errors = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) {
        env.addSignalListener(
                (signalled, signal) -> interrupt(), Signal.INT, Signal.TERM, Signal.HUP);
        Optional<SessionScreen> screen = SessionScreen.of(env);
        thread = Thread.ofVirtual().name("ssh-command").start(() -> run(screen));
    }

    private void run(Optional<SessionScreen> screen) {
        InputStream in = Objects.requireNonNull(input);
        OutputStream out = Objects.requireNonNull(output);
        int code = 255;
        try {
            InputStream read =
                    screen.isPresent() ? new TerminalInput(in, out, this::interrupt) : in;
            code = program.run(new Streams(read, out, Objects.requireNonNull(errors), screen));
            out.flush();
            Objects.requireNonNull(errors).flush();
        } catch (java.io.IOException e) {
            log.debug("client left", e);
        } catch (RuntimeException e) {
            log.error("session failed", e);
        } finally {
            Objects.requireNonNull(exit).onExit(code);
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        interrupt();
    }

    private void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
