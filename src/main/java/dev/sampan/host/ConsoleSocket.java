package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A socket at which an OCI runtime hands over the terminal that it made for a program, once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SCM_RIGHTS</a>
 */
public final class ConsoleSocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int ADDRESS_SIZE = 110;
    private static final int LONGEST_PATH = 107;
    private static final int HEADER = 56;
    private static final int CONTROL = 24;

    private static final LibcFunction SOCKET =
            LibcFunction.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction BIND =
            LibcFunction.of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction LISTEN =
            LibcFunction.of("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction SET_OPTION =
            LibcFunction.of(
                    "setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction ACCEPT4 =
            LibcFunction.of("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final LibcFunction RECVMSG =
            LibcFunction.of("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

    private final Path path;
    private final int descriptor;

    /**
     * Listens.
     *
     * @param path of at most 107 bytes, in a folder of root's alone
     */
    public ConsoleSocket(Path path) {
        this.path = path;
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) {
            throw new IllegalArgumentException(
                    "The path '%s' is too long for a socket. Choose a shorter SAMPAN_HOME"
                            .formatted(path));
        }
        descriptor =
                (int)
                        Posix.check(
                                SOCKET.call(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
                                "make a socket for",
                                path);
        try (Arena arena = Arena.ofConfined()) {
            Files.deleteIfExists(path);
            MemorySegment address = arena.allocate(ADDRESS_SIZE, Short.BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(MemorySegment.ofArray(name), 0, address, Short.BYTES, name.length);
            Posix.check(BIND.call(descriptor, address, ADDRESS_SIZE), "bind a socket to", path);
            Posix.check(LISTEN.call(descriptor, 1), "listen at", path);
        } catch (IOException | RuntimeException e) {
            Posix.close(descriptor);
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Takes the terminal that was, or is just being, handed over.
     *
     * @return empty when none came within the time
     */
    public Optional<PseudoTerminal> receive(Duration limit) {
        limit(descriptor, limit);
        LibcFunction.Result accepted =
                ACCEPT4.call(descriptor, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC);
        if (accepted.failed() && accepted.errno() == Errno.EAGAIN) {
            return Optional.empty();
        }
        int connection = (int) Posix.check(accepted, "accept a connection at", path);
        try {
            limit(connection, limit);
            return descriptor(connection).map(PseudoTerminal::new);
        } finally {
            Posix.close(connection);
        }
    }

    private void limit(int socket, Duration limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(2L * Long.BYTES, Long.BYTES);
            time.set(JAVA_LONG, 0, limit.toSeconds());
            time.set(JAVA_LONG, Long.BYTES, limit.toNanosPart() / 1000L);
            Posix.check(
                    SET_OPTION.call(socket, SOL_SOCKET, SO_RCVTIMEO, time, 2 * Long.BYTES),
                    "set the time limit of",
                    path);
        }
    }

    /** One message with some text and one descriptor; the text says nothing that we do not know. */
    private Optional<Integer> descriptor(int connection) {
        try (Arena arena = Arena.ofConfined()) {
            int length = 4096;
            MemorySegment vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
            vector.set(ADDRESS, 0, arena.allocate(length));
            vector.set(JAVA_LONG, Long.BYTES, length);
            MemorySegment control = arena.allocate(CONTROL, Long.BYTES);
            MemorySegment header = arena.allocate(HEADER, Long.BYTES);
            header.set(ADDRESS, 16, vector);
            header.set(JAVA_LONG, 24, 1);
            header.set(ADDRESS, 32, control);
            header.set(JAVA_LONG, 40, CONTROL);
            LibcFunction.Result received = RECVMSG.call(connection, header, MSG_CMSG_CLOEXEC);
            if (received.failed() && received.errno() == Errno.EAGAIN) {
                return Optional.empty();
            }
            Posix.check(received, "receive a terminal at", path);
            boolean one =
                    header.get(JAVA_LONG, 40) >= CONTROL - Integer.BYTES
                            && control.get(JAVA_INT, 8) == SOL_SOCKET
                            && control.get(JAVA_INT, 12) == SCM_RIGHTS;
            return one ? Optional.of(control.get(JAVA_INT, 16)) : Optional.empty();
        }
    }

    @Override
    public void close() {
        Posix.close(descriptor);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
