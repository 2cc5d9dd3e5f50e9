package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;

/**
 * Cuts what a build writes into lines, tells steps and warnings by their first characters, as Heroku's buildpacks write
 * them, and keeps the last lines for the message of a failure.
 */
final class BuildOutput extends OutputStream {

    private static final int LINES_KEPT = 20;
    private static final int LONGEST_LINE = 8192;
    private static final String STEP = "-----> ";
    private static final String WARNING = " !     ";
    private static final String INDENT = "       ";

    private final BuildLog log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Queue<String> lastLines = new ArrayDeque<>();
    private boolean diskFull;
    private String cause = "";

    BuildOutput(BuildLog log) {
        this.log = log;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            endLine();
        } else if (line.size() < LONGEST_LINE) {
            line.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** Ends the last line, when the build did not. */
    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            endLine();
        }
    }

    /** The last lines, at most 20. */
    synchronized List<String> lastLines() {
        return List.copyOf(lastLines);
    }

    /** Whether a line said that there is no space. */
    synchronized boolean saysDiskFull() {
        return diskFull;
    }

    /** The warning that the output ends with, which a buildpack gives as the cause of a failure; empty when there is none. */
    synchronized String cause() {
        return cause;
    }

    /**
     * Which limit ended the build, and how to raise it; empty when none did.
     *
     * @param memory how much the build may use
     */
    Optional<String> limitHit(ContainerExit exit, DataSize memory) {
        if (exit.outOfMemory()) {
            return Optional.of(
                    "The build hit the memory limit of %s. Raise sampan.build.memory, or build with less"
                            .formatted(memory.toText()));
        }
        return saysDiskFull()
                ? Optional.of(
                        "The build hit the app's disk limit. Raise it with `resource:limit --disk`")
                : Optional.empty();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        // A progress display overwrites its line; what it said last is what counts.
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        text = text.substring(text.lastIndexOf('\r') + 1).stripTrailing();
        String lower = text.toLowerCase(Locale.ROOT);
        diskFull |=
                lower.contains("no space left on device")
                        || lower.contains("disk quota exceeded")
                        || lower.contains("enospc")
                        || lower.contains("edquot");
        lastLines.add(text);
        if (lastLines.size() > LINES_KEPT) {
            lastLines.remove();
        }
        cause = text.startsWith(WARNING) ? text.substring(WARNING.length()) : "";
        if (text.startsWith(STEP)) {
            log.step(text.substring(STEP.length()));
        } else if (text.startsWith(WARNING)) {
            log.warn(cause);
        } else {
            log.line(text.startsWith(INDENT) ? text.substring(INDENT.length()) : text);
        }
    }
}
