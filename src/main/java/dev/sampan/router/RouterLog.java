package dev.sampan.router;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The router's own messages, one line each on standard error; a logging library would cost more than the rest of a start. */
final class RouterLog {

    private static final PrintStream OUT = System.err;

    private static final AtomicLong LAST = new AtomicLong(System.nanoTime() - 2_000_000_000L);

    private RouterLog() {}

    static void info(String message) {
        write("INFO", message);
    }

    static void warn(String message) {
        write("WARN", message);
    }

    /** For what a peer can provoke at will: one line a second. */
    static void warnSometimes(String message) {
        long now = System.nanoTime();
        long last = LAST.get();
        if (now - last > 1_000_000_000L && LAST.compareAndSet(last, now)) {
            warn(message);
        }
    }

    static void error(String message, Throwable cause) {
        write("ERROR", message + ": " + cause);
        cause.printStackTrace(OUT);
    }

    private static void write(String level, String message) {
        OUT.println(
                Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + level + " router: " + message);
    }
}
