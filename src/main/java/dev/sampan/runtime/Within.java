package dev.sampan.runtime;

import dev.sampan.host.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of a container that began with one, kept together by a control group within the container's own.
 *
 * @param around the list of the container's processes
 * @param group the folder
 */
record Within(Path around, Path group) {

    private static final Logger log = LoggerFactory.getLogger(Within.class);
    private static final Path PROC = Path.of("/proc");
    private static final String PREFIX = "inside-";
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 5;

    /** The name of a group that {@link #below} finds. */
    static String name(int number) {
        return PREFIX + "%08x".formatted(number);
    }

    /** Those within a container's group. */
    static List<Path> below(Path container) {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(container, PREFIX + "*")) {
            return StreamSupport.stream(groups.spliterator(), false).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void make() {
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make control group '%s'".formatted(group), e);
        }
    }

    /**
     * Takes a process in, and what it has started by now; does nothing when it has ended.
     *
     * @param oomScoreAdjustment how much sooner than others the kernel is to kill them
     */
    void gather(long first, int oomScoreAdjustment) {
        Set<Long> taken = new HashSet<>();
        move(first, oomScoreAdjustment);
        taken.add(first);
        boolean more = true;
        while (more) {
            more = false;
            for (long pid : processes(around)) {
                OptionalLong parent = parent(pid);
                if (parent.isPresent() && taken.contains(parent.getAsLong()) && taken.add(pid)) {
                    move(pid, oomScoreAdjustment);
                    more = true;
                }
            }
        }
    }

    private void move(long pid, int oomScoreAdjustment) {
        try {
            Files.writeString(
                    PROC.resolve(Long.toString(pid)).resolve("oom_score_adj"),
                    Integer.toString(oomScoreAdjustment));
            Files.writeString(group.resolve(Cgroup.PROCESSES), Long.toString(pid));
        } catch (IOException e) {
            if (parent(pid).isPresent()) {
                throw new UncheckedIOException(
                        "Cannot move process %d to control group '%s'".formatted(pid, group), e);
            }
        }
    }

    /** Whether a process has been stopped by a signal. */
    static boolean isStopped(long pid) {
        return stat(pid).filter(fields -> fields[0].equals("T")).isPresent();
    }

    private static OptionalLong parent(long pid) {
        return stat(pid)
                .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
                .map(fields -> OptionalLong.of(Long.parseLong(fields[1])))
                .orElseGet(OptionalLong::empty);
    }

    /** The fields of /proc/PID/stat after the name: the state, the parent, and so on. */
    private static Optional<String[]> stat(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException e) {
            // It has ended.
            return Optional.empty();
        }
    }

    /** Kills all of them, and removes the group; does nothing when it is gone. */
    void end() {
        Path list = group.resolve(Cgroup.PROCESSES);
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (Files.exists(group)) {
            processes(list).forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
            if (!group.toFile().delete() && Files.exists(group)) {
                if (System.nanoTime() > deadline) {
                    log.warn("Processes in a container do not end group={}", group);
                    return;
                }
                pause();
            }
        }
    }

    /** An interrupt has to wait until nothing is left. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Long> processes(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(line -> !line.isBlank())
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            // The group is gone, or going (ENODEV).
            return List.of();
        }
    }
}
