package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long the machine's processors have worked since it was started, all added up.
 *
 * @param busy for anybody on this machine
 * @param stolen for other virtual machines on the same hardware, while this one wanted them
 */
public record HostLoad(Duration busy, Duration stolen) {

    /** The kernel counts for programs in hundredths of a second, whatever it does itself (USER_HZ, proc(5)). */
    private static final long TICK_MILLIS = 10;

    /** What the kernel says now. */
    public static HostLoad read() {
        return read(Path.of("/proc/stat"));
    }

    /** @param stat a file like /proc/stat */
    static HostLoad read(Path stat) {
        try {
            String line = Files.readString(stat).lines().findFirst().orElse("");
            String[] words = line.trim().split("\\s+", -1);
            // cpu user nice system idle iowait irq softirq steal guest guest_nice; a guest's time
            // is in the user's.
            long busy = number(words, 1) + number(words, 2) + number(words, 3);
            busy += number(words, 6) + number(words, 7);
            return new HostLoad(ticks(busy), ticks(number(words, 8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String[] words, int index) {
        return index < words.length ? Long.parseLong(words[index]) : 0;
    }

    private static Duration ticks(long count) {
        return Duration.ofMillis(count * TICK_MILLIS);
    }
}
