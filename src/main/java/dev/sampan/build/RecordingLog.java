package dev.sampan.build;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Passes on what a build says and writes it down, up to a limit. */
final class RecordingLog implements BuildLog, AutoCloseable {

    private static final long LARGEST = 2L << 20;

    private final BuildLog log;
    private final BufferedWriter file;
    private long written;

    RecordingLog(BuildLog log, Path path) {
        this.log = log;
        try {
            Files.createDirectories(path.getParent());
            this.file =
                    Files.newBufferedWriter(
                            path,
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("The output of the build cannot be kept", e);
        }
    }

    @Override
    public void step(String text) {
        log.step(text);
        write("-----> " + text);
    }

    @Override
    public void line(String text) {
        log.line(text);
        write("       " + text);
    }

    @Override
    public void warn(String text) {
        log.warn(text);
        write(" !     " + text);
    }

    private synchronized void write(String line) {
        if (written > LARGEST) {
            return;
        }
        written += line.length() + 1L;
        String text = written > LARGEST ? " !     The rest of the output is not kept" : line;
        try {
            file.write(text + "\n");
            // People read it while it grows.
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The output of the build cannot be kept", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The output of the build cannot be kept", e);
        }
    }
}
