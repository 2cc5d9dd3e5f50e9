package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the kernel chooses among threads that want a processor. What is set for a thread holds for the threads and processes
 * that it starts later, too.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
public final class ThreadScheduling {

    private static final int SIZE = 48;
    private static final long POLICY = 4;
    private static final long NICE = 16;
    private static final long PRIORITY = 20;
    private static final long SLICE = 24;

    private static final int SCHED_OTHER = 0;
    private static final int SCHED_RR = 2;
    private static final int SCHED_BATCH = 3;
    private static final int SCHED_IDLE = 5;
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final long SYS_SCHED_SETATTR = ARM ? 274 : 314;
    private static final long SYS_SCHED_GETATTR = ARM ? 275 : 315;

    private static final LibcFunction SET =
            LibcFunction.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction GET =
            LibcFunction.variadic(
                    "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

    private static final LibcFunction SET_AFFINITY =
            LibcFunction.of("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

    /** In bytes; the kernel ignores what is beyond the processors that it can have. */
    private static final int MASK = 1024;

    private static final int PRIO_PROCESS = 0;

    private static final LibcFunction GET_PRIORITY =
            LibcFunction.of("getpriority", JAVA_INT, JAVA_INT, JAVA_INT);

    private ThreadScheduling() {}

    /**
     * Gives the threads of a process short slices of time: whoever has a shorter slice than the thread that runs takes the
     * processor from it at once when it wakes up, and still gets no more time than its weight allows. Kernels before 6.12
     * know no slices of one thread's own; there it changes nothing. Threads that are real-time or idle ones stay so.
     *
     * @param slice 0.1 to 100 ms; zero for what is usual
     * @throws PosixException when the kernel refuses it; a process that has ended is no error
     */
    public static void slice(long pid, Duration slice) {
        for (int thread : threads(pid)) {
            change(
                    thread,
                    attributes -> {
                        int policy = attributes.get(JAVA_INT, POLICY) & ~SCHED_RESET_ON_FORK;
                        if (policy != SCHED_OTHER && policy != SCHED_BATCH) {
                            return false;
                        }
                        attributes.set(JAVA_INT, POLICY, SCHED_OTHER);
                        attributes.set(JAVA_LONG, SLICE, slice.toNanos());
                        return true;
                    });
        }
    }

    /**
     * Lets threads of a process run before all that are not of this kind, whenever they want to (SCHED_RR). They leave
     * the others the twentieth of the time that the kernel keeps for them, and each other a turn of 0.1 s, so nothing that
     * works for long should be among them.
     *
     * @param names which of them, by their names
     * @throws PosixException when the kernel refuses it; a process that has ended is no error
     */
    public static void realTime(long pid, Predicate<String> names) {
        threads(pid, names).forEach(thread -> policy(thread, SCHED_RR, 1));
    }

    /**
     * Lets threads of a process take their turns, each as nice as it was, and without taking a processor from whoever runs
     * when they wake up (SCHED_BATCH). Whoever woke them goes on meanwhile, so they find more to do at once and the
     * processors change hands less often. Threads that are idle ones stay so.
     *
     * @param names which of them, by their names
     * @throws PosixException when the kernel refuses it; a process that has ended is no error
     */
    public static void batch(long pid, Predicate<String> names) {
        threads(pid, names).forEach(thread -> policy(thread, SCHED_BATCH, 0));
    }

    /**
     * Lets threads of a process run on all processors but these.
     *
     * @param names which of them, by their names
     * @throws PosixException when there are no others; a process that has ended is no error
     */
    public static void avoid(long pid, Predicate<String> names, BitSet processors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK).fill((byte) 0xff);
            byte[] others = processors.toByteArray();
            for (int i = 0; i < others.length; i++) {
                mask.set(JAVA_BYTE, i, (byte) ~others[i]);
            }
            for (int thread : threads(pid, names)) {
                LibcFunction.Result set = SET_AFFINITY.call(thread, (long) MASK, mask);
                if (set.failed() && set.errno() != Errno.ESRCH) {
                    throw new PosixException("set affinity", "thread " + thread, set.errno());
                }
            }
        }
    }

    private static void policy(int thread, int policy, int priority) {
        change(
                thread,
                attributes -> {
                    if (attributes.get(JAVA_INT, POLICY) == SCHED_IDLE) {
                        return false;
                    }
                    attributes.set(JAVA_INT, POLICY, policy);
                    attributes.set(JAVA_INT, NICE, niceness(thread));
                    attributes.set(JAVA_INT, PRIORITY, priority);
                    attributes.set(JAVA_LONG, SLICE, 0);
                    return true;
                });
    }

    /** The kernel remembers it while a thread is of another policy, but tells it only here. */
    private static int niceness(int thread) {
        return (int) GET_PRIORITY.call(PRIO_PROCESS, thread).value();
    }

    /** Changes the attributes of a thread; says whether they are to be written. */
    private interface Change {
        boolean to(MemorySegment attributes);
    }

    private static void change(int thread, Change change) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
            LibcFunction.Result got = GET.call(SYS_SCHED_GETATTR, thread, attributes, SIZE, 0);
            if (!got.failed() && change.to(attributes)) {
                attributes.set(JAVA_INT, 0, SIZE);
                got = SET.call(SYS_SCHED_SETATTR, thread, attributes, 0);
            }
            if (got.failed() && got.errno() != Errno.ESRCH) {
                throw new PosixException("schedule", "thread " + thread, got.errno());
            }
        }
    }

    private static List<Integer> threads(long pid, Predicate<String> names) {
        return threads(pid).stream().filter(thread -> names.test(name(pid, thread))).toList();
    }

    private static String name(long pid, int thread) {
        try {
            return Files.readString(
                            Path.of(
                                    "/proc",
                                    Long.toString(pid),
                                    "task",
                                    Integer.toString(thread),
                                    "comm"))
                    .strip();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static List<Integer> threads(long pid) {
        List<Integer> threads = new ArrayList<>();
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            tasks.forEach(task -> threads.add(Integer.valueOf(task.getFileName().toString())));
        } catch (IOException e) {
            // It has ended.
        }
        return threads;
    }
}
