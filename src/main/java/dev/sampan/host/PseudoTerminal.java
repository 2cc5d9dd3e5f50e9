package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Our end of a terminal of the kernel's, whose other end a program has: what is written here it reads as typed, and what it
 * shows is read here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pty.7.html">pty(7)</a>
 */
public final class PseudoTerminal implements AutoCloseable {

    private static final int F_SETFL = 4;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final long TIOCSWINSZ = 0x5414;
    private static final short POLLIN = 1;
    private static final int POLLED = 8;
    private static final int BUFFER = 16 * 1024;
    private static final long PAUSE_MILLIS = 10;

    private static final LibcFunction FCNTL =
            LibcFunction.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction READ =
            LibcFunction.of("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final LibcFunction WRITE =
            LibcFunction.of("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final LibcFunction POLL =
            LibcFunction.of("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private final int descriptor;

    /** Its end to write to is closed so that a reader wakes up. */
    private final Pipe end = new Pipe();

    /** Calls share it, so that the descriptor is not closed under one of them. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private volatile boolean ended;
    private boolean closed;

    /** Takes charge of a descriptor of the kind that posix_openpt(3) gives. */
    PseudoTerminal(int descriptor) {
        this.descriptor = descriptor;
        Posix.check(
                FCNTL.call(descriptor, F_SETFL, O_RDWR | O_NONBLOCK),
                "set the flags of terminal",
                descriptor);
    }

    /** Says how much the terminal shows; the program is told by SIGWINCH. */
    public void resize(WindowSize size) {
        use.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!ended) {
                MemorySegment window = arena.allocate(4 * Short.BYTES, Short.BYTES);
                window.setAtIndex(JAVA_SHORT, 0, (short) size.rows());
                window.setAtIndex(JAVA_SHORT, 1, (short) size.columns());
                Posix.check(
                        Posix.control(descriptor, TIOCSWINSZ, window),
                        "set the window size of terminal",
                        descriptor);
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * What the program shows next. The calling thread must be a platform thread, as it waits in the kernel.
     *
     * @return empty when the program, and who inherited the terminal from it, has closed it, or it was ended here
     */
    public byte[] read() {
        use.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER);
            while (!ended) {
                LibcFunction.Result got = READ.call(descriptor, buffer, (long) BUFFER);
                if (got.value() > 0) {
                    return buffer.asSlice(0, got.value()).toArray(JAVA_BYTE);
                }
                if (!got.failed() || got.errno() == Errno.EIO) {
                    return new byte[0];
                }
                if (got.errno() != Errno.EINTR && got.errno() != Errno.EAGAIN) {
                    Posix.check(got, "read terminal", descriptor);
                }
                await(arena);
            }
            return new byte[0];
        } finally {
            use.readLock().unlock();
        }
    }

    private void await(Arena arena) {
        MemorySegment polled = arena.allocate(2L * POLLED, Integer.BYTES);
        polled.set(JAVA_INT, 0, descriptor);
        polled.set(JAVA_SHORT, 4, POLLIN);
        polled.set(JAVA_INT, POLLED, end.readEnd());
        polled.set(JAVA_SHORT, POLLED + 4, POLLIN);
        LibcFunction.Result result = POLL.call(polled, 2L, -1);
        if (result.failed() && result.errno() != Errno.EINTR) {
            Posix.check(result, "wait for terminal", descriptor);
        }
    }

    /** Types something; returns when the terminal has taken all of it, or nobody reads it any more. */
    public void write(byte[] bytes, int length) throws InterruptedException {
        int written = 0;
        while (written < length && !ended) {
            int taken = offer(bytes, written, length - written);
            if (taken < 0) {
                return;
            }
            written += taken;
            if (written < length) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** How much of it the terminal takes; -1 when there is nobody at its other end. */
    private int offer(byte[] bytes, int from, int length) {
        use.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (ended) {
                return -1;
            }
            MemorySegment buffer = arena.allocate(length);
            MemorySegment.copy(bytes, from, buffer, JAVA_BYTE, 0, length);
            LibcFunction.Result result = WRITE.call(descriptor, buffer, (long) length);
            if (!result.failed()) {
                return (int) result.value();
            }
            if (result.errno() == Errno.EIO) {
                return -1;
            }
            if (result.errno() != Errno.EAGAIN && result.errno() != Errno.EINTR) {
                Posix.check(result, "write to terminal", descriptor);
            }
            return 0;
        } finally {
            use.readLock().unlock();
        }
    }

    /** Wakes who reads and writes; the program is sent SIGHUP when the terminal is closed. */
    @Override
    public void close() {
        ended = true;
        end.closeWriteEnd();
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Posix.close(descriptor);
                end.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
