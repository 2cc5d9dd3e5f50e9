package dev.sampan.container;

import dev.sampan.host.PseudoTerminal;
import dev.sampan.host.WindowSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Passes on what is typed at a console to a terminal, and what that shows to the console. */
final class TerminalTalk implements Console.Typing {

    private static final byte[] END_OF_INPUT = {4};

    private final PseudoTerminal terminal;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /**
     * Begins.
     *
     * @param refused called when the console takes no more
     */
    TerminalTalk(PseudoTerminal terminal, Console console, Runnable refused) {
        this.terminal = terminal;
        // It waits in the kernel, which a virtual thread must not.
        Thread.ofPlatform()
                .daemon()
                .name("container-terminal")
                .start(() -> show(console.output(), refused));
        console.connect(this);
    }

    private void show(OutputStream screen, Runnable refused) {
        try {
            for (byte[] shown = terminal.read(); shown.length > 0; shown = terminal.read()) {
                screen.write(shown);
                screen.flush();
            }
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
            refused.run();
        }
    }

    @Override
    public void typed(byte[] bytes, int length) throws InterruptedException {
        terminal.write(bytes, length);
    }

    /** What the key Ctrl-D says. */
    @Override
    public void ended() throws InterruptedException {
        terminal.write(END_OF_INPUT, 1);
    }

    @Override
    public void resized(WindowSize size) {
        terminal.resize(size);
    }

    /**
     * Waits until all has been shown.
     *
     * @throws UncheckedIOException when the console refused it
     */
    void finish(Duration limit) throws InterruptedException {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(
                    new IOException("What a terminal shows could not be passed on", e));
        }
    }
}
