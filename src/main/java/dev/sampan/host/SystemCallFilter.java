package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/**
 * A filter of system calls for this machine's own architecture, which libseccomp makes into a program of the kernel's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/seccomp_rule_add.3.html">seccomp_rule_add(3)</a>
 */
public final class SystemCallFilter implements AutoCloseable {

    private static final String LIBRARY = "libseccomp.so.2";
    private static final int UNKNOWN_CALL = -1;

    /** A struct scmp_arg_cmp: number, comparison, and two values of 64 bits. */
    private static final long CONDITION_SIZE = 24;

    /** How an argument is compared: enum scmp_compare. */
    public enum Comparison {
        NOT_EQUAL(1),
        LESS(2),
        LESS_OR_EQUAL(3),
        EQUAL(4),
        GREATER_OR_EQUAL(5),
        GREATER(6),
        MASKED_EQUAL(7);

        private final int number;

        Comparison(int number) {
            this.number = number;
        }
    }

    /**
     * What an argument of a call has to be.
     *
     * @param argument its number, from 0
     * @param comparison how it is compared
     * @param value what it is compared with; the mask of a masked comparison
     * @param second what the masked argument is compared with
     */
    public record Condition(int argument, Comparison comparison, long value, long second) {}

    /** The functions of the library; loaded with the first filter. */
    private static final class Library {

        private static final SymbolLookup SYMBOLS =
                SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        private static final LibcFunction INIT =
                LibcFunction.of(SYMBOLS, "seccomp_init", JAVA_LONG, JAVA_INT);
        private static final LibcFunction RELEASE =
                LibcFunction.of(SYMBOLS, "seccomp_release", JAVA_INT, JAVA_LONG);
        private static final LibcFunction RESOLVE =
                LibcFunction.of(SYMBOLS, "seccomp_syscall_resolve_name", JAVA_INT, ADDRESS);
        private static final LibcFunction ADD =
                LibcFunction.of(
                        SYMBOLS,
                        "seccomp_rule_add_array",
                        JAVA_INT,
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS);
        private static final LibcFunction EXPORT =
                LibcFunction.of(SYMBOLS, "seccomp_export_bpf", JAVA_INT, JAVA_LONG, JAVA_INT);
    }

    private final long context;
    private final int usual;

    /**
     * A filter without rules.
     *
     * @param usual what becomes of calls that no rule speaks of: an action of seccomp(2), SECCOMP_RET_…
     */
    public SystemCallFilter(int usual) {
        this.usual = usual;
        this.context = Library.INIT.call(usual).value();
        if (context == 0) {
            throw new PosixException("make a system call filter with", LIBRARY, Errno.EINVAL);
        }
    }

    /** Whether the library is on this machine. */
    public static boolean isAvailable() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup found = SymbolLookup.libraryLookup(LIBRARY, arena);
            return found.find("seccomp_init").isPresent();
        } catch (IllegalArgumentException e) {
            // It is not installed: that is the answer.
            return false;
        }
    }

    /** Adds a rule; one for a call that this machine does not know changes nothing. */
    public void add(int action, String call, List<Condition> conditions) {
        int number = (int) Library.RESOLVE.call(call).value();
        if (number == UNKNOWN_CALL || action == usual) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array =
                    arena.allocate(Math.max(1, conditions.size()) * CONDITION_SIZE, 8);
            for (int i = 0; i < conditions.size(); i++) {
                Condition condition = conditions.get(i);
                long offset = i * CONDITION_SIZE;
                array.set(JAVA_INT, offset, condition.argument());
                array.set(JAVA_INT, offset + 4, condition.comparison().number);
                array.set(JAVA_LONG, offset + 8, condition.value());
                array.set(JAVA_LONG, offset + 16, condition.second());
            }
            check(Library.ADD.call(context, action, number, conditions.size(), array), call);
        }
    }

    /** The filter as an array of struct sock_filter, at most 4096 of 8 bytes. */
    public byte[] program() {
        try (Pipe pipe = new Pipe()) {
            check(Library.EXPORT.call(context, pipe.writeEnd()), "the whole");
            pipe.closeWriteEnd();
            try (InputStream input = pipe.input()) {
                return input.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library answers a negative error number. */
    private static void check(LibcFunction.Result result, String what) {
        if (result.failed()) {
            throw new PosixException("filter system call", what, (int) -result.value());
        }
    }

    @Override
    public void close() {
        var _ = Library.RELEASE.call(context);
    }
}
