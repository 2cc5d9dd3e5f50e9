package dev.sampan.router;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The router's own messages, one line each on standard error; a logging library would cost more than the rest of a start. */
final class RouterLog {

    private static final PrintStream OUT = System.err;

    private RouterLog() {}

    static void info(String message) {
        write("INFO", message);
    }

    static void warn(String message) {
        write("WARN", message);
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
