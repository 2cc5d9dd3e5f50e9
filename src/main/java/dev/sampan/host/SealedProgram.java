package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program copied into memory and sealed, so that nobody can change what runs, not even the program itself.
 *
 * <p>crun and runc make such a copy of themselves whenever they are called, since a container could otherwise write to
 * them through /proc/self/exe. They leave it when they run from one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class SealedProgram implements AutoCloseable {

    private static final int CLOSE_ON_EXEC = 1;
    private static final int ALLOW_SEALING = 2;

    /** Known since Linux 6.3, where an administrator may forbid what does not say that it is to be run. */
    private static final int EXECUTABLE = 0x10;

    private static final int ADD_SEALS = 1033;

    /** Against further seals, shrinking, growing and writing. */
    private static final int SEALS = 1 | 2 | 4 | 8;

    private static final LibcFunction MEMFD_CREATE =
            LibcFunction.of("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction FCNTL =
            LibcFunction.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private final int descriptor;

    private SealedProgram(int descriptor) {
        this.descriptor = descriptor;
    }

    public static SealedProgram of(Path program) throws IOException {
        SealedProgram copy = new SealedProgram(create(program));
        try {
            try (OutputStream file = Files.newOutputStream(copy.path())) {
                Files.copy(program, file);
            }
            Posix.check(FCNTL.call(copy.descriptor, ADD_SEALS, SEALS), "seal a copy of", program);
            return copy;
        } catch (IOException | RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    private static int create(Path program) {
        String name = String.valueOf(program.getFileName());
        LibcFunction.Result made =
                MEMFD_CREATE.call(name, CLOSE_ON_EXEC | ALLOW_SEALING | EXECUTABLE);
        if (made.failed() && made.errno() == Errno.EINVAL) {
            made = MEMFD_CREATE.call(name, CLOSE_ON_EXEC | ALLOW_SEALING);
        }
        return (int) Posix.check(made, "keep in memory", program);
    }

    /** Where every process of root can run it from, as long as this one holds it. */
    public Path path() {
        return Posix.pathOf(descriptor);
    }

    @Override
    public void close() {
        Posix.close(descriptor);
    }
}
