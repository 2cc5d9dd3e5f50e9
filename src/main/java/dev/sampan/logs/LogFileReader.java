package dev.sampan.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one log file from some position on, and goes on where it stopped when there is more. */
final class LogFileReader {

    private static final int READ_AT_ONCE = 1 << 20;

    private final Path file;
    private final LogLineParser parser;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private long position;

    private LogFileReader(Path file, long position) {
        this.file = file;
        this.parser = new LogLineParser(LogFiles.dynoOf(file));
        this.position = position;
    }

    /** Reads at most so many of the last bytes of the file, beginning with a whole line. */
    static LogFileReader ofTail(Path file, long bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, access.length() - bytes);
            access.seek(start);
            if (start > 0) {
                access.readLine();
            }
            return new LogFileReader(file, access.getFilePointer());
        }
    }

    /** The lines that have been completed since the last call. */
    List<LogLine> readNew() throws IOException {
        List<LogLine> lines = new ArrayList<>();
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            if (access.length() < position) {
                position = 0;
                rest.reset();
            }
            access.seek(position);
            byte[] buffer = new byte[READ_AT_ONCE];
            for (int count = access.read(buffer); count > 0; count = access.read(buffer)) {
                position += count;
                collect(buffer, count, lines);
            }
        }
        return lines;
    }

    private void collect(byte[] buffer, int count, List<LogLine> lines) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                parser.parse(rest.toString(StandardCharsets.UTF_8)).ifPresent(lines::add);
                rest.reset();
            } else {
                rest.write(buffer[i]);
            }
        }
    }
}
