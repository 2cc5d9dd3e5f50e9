package dev.sampan.container;

import dev.sampan.host.TerminalWish;
import dev.sampan.host.WindowSize;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A console at which a test types, once the screen shows what it waits for. */
final class ScriptedConsole implements Console {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Optional<TerminalWish> terminal;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<Typing> typing = new CompletableFuture<>();

    private ScriptedConsole(Optional<TerminalWish> terminal) {
        this.terminal = terminal;
    }

    static ScriptedConsole terminal(int columns, int rows) {
        return new ScriptedConsole(
                Optional.of(new TerminalWish("xterm-256color", new WindowSize(columns, rows))));
    }

    static ScriptedConsole streams() {
        return new ScriptedConsole(Optional.empty());
    }

    /** Begins a conversation on a thread of its own. */
    static Conversing begin(Talk talk) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        code.complete(talk.hold());
                                    } catch (InterruptedException | RuntimeException e) {
                                        code.completeExceptionally(e);
                                    }
                                });
        return new Conversing(thread, code);
    }

    @FunctionalInterface
    interface Talk {
        int hold() throws InterruptedException;
    }

    /** Somebody's conversation with a program. */
    record Conversing(Thread thread, CompletableFuture<Integer> end) implements IntSupplier {

        /** Its exit code. */
        @Override
        public int getAsInt() {
            return end.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        }

        /** Goes away, and waits until that has been noticed. */
        void leave() {
            thread.interrupt();
            var _ = end.handle((_, _) -> 0).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    void type(String keys) throws InterruptedException {
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        typing().typed(bytes, bytes.length);
    }

    void close() throws InterruptedException {
        typing().ended();
    }

    void resize(int columns, int rows) {
        typing().resized(new WindowSize(columns, rows));
    }

    private Typing typing() {
        return typing.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    String shown() {
        return output.toString(StandardCharsets.UTF_8);
    }

    String complained() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    void await(String text) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!shown().contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("'" + text + "' is not shown: " + shown());
            }
            Pause.briefly();
        }
    }

    @Override
    public Optional<TerminalWish> terminal() {
        return terminal;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public OutputStream errors() {
        return errors;
    }

    @Override
    public void connect(Typing program) {
        typing.complete(program);
    }
}
