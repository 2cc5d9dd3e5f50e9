package dev.sampan.router;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the access log tells of one route, as the JSON objects that stand there. */
public final class AccessLogReader {

    /** How far back it looks, in bytes. */
    private static final long MOST = 8 << 20;

    private static final long POLL_MILLIS = 200;
    private static final Pattern TIME_AND_ROUTE =
            Pattern.compile("^\\{\"time\":(\\d{1,15}),.*,\"route\":\"([^\"]+)\"");

    private final Path file;

    /** Reads the log of a home folder, as in SAMPAN_HOME. */
    public AccessLogReader(Path home) {
        this.file = RouterFiles.of(home).accessLog();
    }

    /** The last lines about a route among the last 8 MiB of the log, the oldest first. */
    public List<String> last(String route, int count) {
        List<String> lines = new ArrayList<>();
        var _ = read(Math.max(0, size() - MOST), line -> addIfOf(route, line, lines));
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /**
     * Gives each new line about a route, until the calling thread is interrupted.
     *
     * @param sink takes the lines; what it throws ends the following
     */
    public void follow(String route, Consumer<String> sink) throws InterruptedException {
        long position = size();
        while (true) {
            Thread.sleep(POLL_MILLIS);
            if (size() < position) {
                position = 0; // a new file was begun
            }
            List<String> lines = new ArrayList<>();
            position = read(position, line -> addIfOf(route, line, lines));
            lines.forEach(sink);
        }
    }

    /** When a request to each route last ended, of those that the last 8 MiB of the log tell of. */
    public Map<String, Instant> lastTimes() {
        Map<String, Instant> times = new HashMap<>();
        var _ =
                read(
                        Math.max(0, size() - MOST),
                        line -> {
                            Matcher parts = TIME_AND_ROUTE.matcher(line);
                            if (parts.find()) {
                                Instant time = Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
                                times.put(parts.group(2), time);
                            }
                        });
        return times;
    }

    private static void addIfOf(String route, String line, List<String> lines) {
        // Quotes within what clients send are escaped, so that nobody else's line has this.
        if (line.contains(",\"route\":\"" + route + "\"")) {
            lines.add(line);
        }
    }

    private long size() {
        return file.toFile().length();
    }

    /** Reads whole lines from a position on; answers where the first one begins that is not whole. */
    private long read(long from, Consumer<String> sink) {
        if (!Files.exists(file)) {
            return 0;
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(Math.clamp(log.length() - from, 0, MOST))];
            log.seek(from);
            log.readFully(bytes);
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    sink.accept(new String(bytes, start, i - start, StandardCharsets.US_ASCII));
                    start = i + 1;
                }
            }
            return from + start;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the access log '%s'".formatted(file), e);
        }
    }
}
