package dev.sampan.logs;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reads the lines of conmon's log files: `TIME STREAM F|P TEXT`, where P marks a piece of a line that goes on in the
 * next one.
 *
 * @see <a href="https://github.com/containers/conmon/blob/main/docs/conmon.8.md">conmon(8), k8s-file</a>
 */
final class LogLineParser {

    private static final int LINE_LIMIT = 64 * 1024;

    private final String dyno;
    private final StringBuilder partial = new StringBuilder();

    LogLineParser(String dyno) {
        this.dyno = dyno;
    }

    /** The line that this piece completes; empty while it goes on, or when the piece is damaged. */
    Optional<LogLine> parse(String piece) {
        String[] fields = piece.split(" ", 4);
        if (fields.length < 4) {
            return Optional.empty();
        }
        Optional<Instant> time = time(fields[0]);
        if (time.isEmpty()) {
            return Optional.empty();
        }
        if (partial.length() < LINE_LIMIT) {
            partial.append(fields[3]);
        }
        if (fields[2].equals("P") && partial.length() < LINE_LIMIT) {
            return Optional.empty();
        }
        String text = partial.toString();
        partial.setLength(0);
        return Optional.of(new LogLine(time.get(), dyno, text));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
