package dev.sampan.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What /proc says of a process. */
final class HostProcess {

    private static final Path PROC = Path.of("/proc");
    private static final int SIGTERM_BIT = 1 << 14;

    /** The fields of /proc/PID/stat after the name, counted from the state. */
    private static final int START_TIME = 19;

    private HostProcess() {}

    /** When a process was started, in clock ticks since boot; empty when there is none, or only its exit is unread. */
    static Optional<Long> startTime(long pid) {
        return read(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
                .map(fields -> Long.valueOf(fields[START_TIME]));
    }

    static boolean runs(long pid, long startTime) {
        return startTime(pid).filter(start -> start == startTime).isPresent();
    }

    /**
     * Whether the first process of a container would notice SIGTERM: the kernel drops it for such a process unless it
     * is handled or blocked, see pid_namespaces(7).
     */
    static boolean noticesTermination(long pid) {
        return read(pid, "status")
                .map(
                        status ->
                                status.lines()
                                        .filter(
                                                line ->
                                                        line.startsWith("SigCgt:")
                                                                || line.startsWith("SigBlk:"))
                                        .map(line -> line.substring("SigCgt:".length()).strip())
                                        .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
                                        .anyMatch(set -> (set & SIGTERM_BIT) != 0))
                .orElse(false);
    }

    /** Whether the process of a PID file runs and has the word among its arguments. */
    static boolean isOf(Path pidFile, String word) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            return read(pid, "cmdline").filter(line -> line.contains(word)).isPresent();
        } catch (IOException e) {
            // It was never started.
            return false;
        }
    }

    static Path networkNamespace(long pid) {
        return PROC.resolve(Long.toString(pid)).resolve("ns/net");
    }

    static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> read(long pid, String file) {
        try {
            List<String> lines =
                    Files.readAllLines(
                            PROC.resolve(Long.toString(pid)).resolve(file),
                            java.nio.charset.StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
        } catch (IOException e) {
            // The process has ended: that is an answer, not a failure.
            return Optional.empty();
        }
    }
}
