package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes options of a file system where it is mounted, and nothing of the mount itself, such as whether it is
 * read-only.
 *
 * @see <a href="https://docs.kernel.org/filesystems/mount_api.html">Filesystem Mount API</a>
 */
final class FileSystemOptions {

    private static final long SYS_FSCONFIG = 431;
    private static final long SYS_FSPICK = 433;
    private static final int AT_FDCWD = -100;
    private static final int FSPICK_CLOEXEC = 1;
    private static final int SET_FLAG = 0;
    private static final int SET_STRING = 1;
    private static final int RECONFIGURE = 7;

    private static final LibcFunction FSPICK =
            LibcFunction.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction FSCONFIG =
            LibcFunction.variadic(
                    "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS,
                    JAVA_INT);

    private FileSystemOptions() {}

    static void set(Path mounted, List<String> options) {
        int context = pick(mounted);
        try {
            for (String option : options) {
                Posix.check(
                        FSCONFIG.call(
                                SYS_FSCONFIG, context, SET_FLAG, option, MemorySegment.NULL, 0),
                        "set the option '" + option + "' of the file system of",
                        mounted);
            }
            Posix.check(reconfigure(context), "change the options of the file system of", mounted);
        } finally {
            Posix.close(context);
        }
    }

    /**
     * Gives an option a value.
     *
     * @return false when the file system refuses the value, as one in memory does a size that is less than what it holds
     */
    static boolean set(Path mounted, String option, String value) {
        int context = pick(mounted);
        try (Arena arena = Arena.ofConfined()) {
            Posix.check(
                    FSCONFIG.call(
                            SYS_FSCONFIG,
                            context,
                            SET_STRING,
                            option,
                            arena.allocateFrom(value),
                            0),
                    "set the option '" + option + "' of the file system of",
                    mounted);
            LibcFunction.Result done = reconfigure(context);
            if (done.failed() && done.errno() == Errno.EINVAL) {
                return false;
            }
            Posix.check(done, "change the options of the file system of", mounted);
            return true;
        } finally {
            Posix.close(context);
        }
    }

    private static int pick(Path mounted) {
        return (int)
                Posix.check(
                        FSPICK.call(SYS_FSPICK, AT_FDCWD, mounted.toString(), FSPICK_CLOEXEC),
                        "look at the file system of",
                        mounted);
    }

    private static LibcFunction.Result reconfigure(int context) {
        return FSCONFIG.call(
                SYS_FSCONFIG, context, RECONFIGURE, MemorySegment.NULL, MemorySegment.NULL, 0);
    }
}
