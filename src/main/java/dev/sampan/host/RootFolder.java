package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder as the root of a container: paths are followed as a process in it would, so that none of them, whatever
 * links there are, leads out of it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class RootFolder implements AutoCloseable {

    /** Two flags of open(2) have other numbers there. */
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private static final long SYS_OPENAT2 = 437;
    private static final long O_NOFOLLOW = ARM ? 0x8000 : 0x2_0000;
    private static final long O_DIRECTORY = ARM ? 0x4000 : 0x1_0000;
    private static final long O_CLOEXEC = 0x8_0000;
    private static final long O_PATH = 0x20_0000;
    private static final long NO_MAGIC_LINKS = 0x02;
    private static final long NO_SYMBOLIC_LINKS = 0x04;
    private static final long IN_ROOT = 0x10;
    private static final int HOW = 24;
    private static final int MODE = 0755;

    private static final LibcFunction OPENAT2 =
            LibcFunction.variadic(
                    "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final LibcFunction MKDIRAT =
            LibcFunction.of("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private final Path path;
    private final int descriptor;

    public RootFolder(Path path) {
        this.path = path;
        this.descriptor = Posix.open(path);
    }

    /** Whether there is a folder at a path, and no symbolic link on the way to it. */
    public boolean isFolder(String inside) {
        return closed(open(inside, O_PATH | O_DIRECTORY | O_NOFOLLOW, NO_SYMBOLIC_LINKS));
    }

    /** Whether anything is at a path, be it a link that leads nowhere. */
    public boolean exists(String inside) {
        return closed(open(inside, O_PATH | O_NOFOLLOW, 0));
    }

    private static boolean closed(LibcFunction.Result opened) {
        if (opened.failed()) {
            return false;
        }
        Posix.close((int) opened.value());
        return true;
    }

    /** Makes a folder in the root itself, and gives it to a user. */
    public void makeFolder(String name, int uid, int gid) {
        if (name.contains("/")) {
            throw new IllegalArgumentException("'%s' is not one name".formatted(name));
        }
        Posix.check(MKDIRAT.call(descriptor, name, MODE), "make the folder", path.resolve(name));
        LibcFunction.Result made = open(name, O_DIRECTORY | O_NOFOLLOW, NO_SYMBOLIC_LINKS);
        Posix.check(made, "open", path.resolve(name));
        try {
            Posix.changeOwner((int) made.value(), uid, gid);
        } finally {
            Posix.close((int) made.value());
        }
    }

    /** Where a folder really is, links followed, as a path of the root; empty when there is none. */
    public Optional<String> realFolder(String inside) {
        return real(open(inside, O_PATH | O_DIRECTORY, NO_MAGIC_LINKS));
    }

    /** Where a file or folder really is, links followed, as a path of the root; empty when there is none. */
    public Optional<String> real(String inside) {
        return real(open(inside, O_PATH, NO_MAGIC_LINKS));
    }

    private Optional<String> real(LibcFunction.Result opened) {
        if (opened.failed()) {
            return Optional.empty();
        }
        try {
            Path real = target(opened.value());
            Path root = target(descriptor);
            return real.startsWith(root)
                    ? Optional.of("/" + root.relativize(real))
                    : Optional.empty();
        } finally {
            Posix.close((int) opened.value());
        }
    }

    /** Whether an ordinary file is at a path, links followed, that is no larger than allowed. */
    public boolean isFile(String inside, long most) {
        LibcFunction.Result opened = open(inside, O_PATH, NO_MAGIC_LINKS);
        if (opened.failed()) {
            return false;
        }
        Path file = Path.of("/proc/self/fd", Long.toString(opened.value()));
        try {
            return Files.isRegularFile(file) && Files.size(file) <= most;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Posix.close((int) opened.value());
        }
    }

    /**
     * What stands in an ordinary file; empty when there is none, when it is something else such as a pipe, when a link
     * is on the way to it, or when it is larger than allowed. Nothing but an ordinary file is ever opened for
     * reading.
     */
    public Optional<byte[]> read(String inside, int most) {
        LibcFunction.Result opened = open(inside, O_PATH | O_NOFOLLOW, NO_SYMBOLIC_LINKS);
        if (opened.failed()) {
            return Optional.empty();
        }
        Path file = Path.of("/proc/self/fd", Long.toString(opened.value()));
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            try (InputStream content = Files.newInputStream(file)) {
                byte[] bytes = content.readNBytes(most + 1);
                return bytes.length > most ? Optional.empty() : Optional.of(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Posix.close((int) opened.value());
        }
    }

    /**
     * Changes the size of the file system in memory that is mounted at a folder, links followed.
     *
     * @param size as mount(8) takes it
     * @param orUse whether it is to have the size of what it holds where that is more
     * @return false when there is no such file system, or it holds more
     */
    public boolean resizeMemory(String inside, String size, boolean orUse) {
        LibcFunction.Result opened = open(inside, O_PATH | O_DIRECTORY, NO_MAGIC_LINKS);
        if (opened.failed()) {
            return false;
        }
        try {
            Path mounted = Posix.pathOf((int) opened.value());
            FileSystemUse use = Posix.fileSystem(mounted);
            return use.type() == FileSystemUse.TMPFS
                    && (FileSystemOptions.set(mounted, "size", size)
                            || (orUse
                                    && FileSystemOptions.set(
                                            mounted,
                                            "size",
                                            Long.toString(use.size() - use.free()))));
        } finally {
            Posix.close((int) opened.value());
        }
    }

    private static Path target(long open) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Long.toString(open)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LibcFunction.Result open(String inside, long flags, long resolve) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(HOW, Long.BYTES);
            how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
            how.set(JAVA_LONG, 16, resolve | IN_ROOT);
            return OPENAT2.call(SYS_OPENAT2, descriptor, inside, how, (long) HOW);
        }
    }

    @Override
    public void close() {
        Posix.close(descriptor);
    }
}
