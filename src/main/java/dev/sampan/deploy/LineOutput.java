package dev.sampan.deploy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts the output of a program into lines as it comes. */
final class LineOutput extends OutputStream {

    private static final int LONGEST_LINE = 8 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineOutput(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void write(int value) {
        if (value == '\n' || line.size() >= LONGEST_LINE) {
            emit();
        }
        if (value != '\n') {
            line.write(value);
        }
    }

    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
        line.reset();
    }
}
