package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the kernel's network configuration, of the host or of one network namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public final class Netlink implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 0x8_0003;
    private static final int NETLINK_ROUTE = 0;
    private static final int NLMSG_ERROR = 2;
    private static final int RTM_GETLINK = 18;
    private static final int IFLA_IFNAME = 3;

    /** Where the index is in an answer: after the header, and family and type of the link. */
    private static final int LINK_INDEX = 20;

    private static final int MESSAGE_HEADER = 16;

    /** The network of the thread that this process began with. */
    private static final Path HOST = Path.of("/proc/self/ns/net");

    private static final int BUFFER = 16_384;

    private static final LibcFunction SOCKET =
            LibcFunction.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction SEND =
            LibcFunction.of("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final LibcFunction RECV =
            LibcFunction.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private final int socket;

    private Netlink(int socket) {
        this.socket = socket;
    }

    /** The network of the host. */
    public static Netlink ofHost() {
        return new Netlink(socket());
    }

    /** The network of a namespace, named by a file such as /proc/PID/ns/net. */
    public static Netlink of(Path namespace) {
        // A socket stays in the namespace of the thread that made it.
        CompletableFuture<Integer> made = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("netns")
                .start(
                        () -> {
                            try {
                                made.complete(socketIn(namespace));
                            } catch (RuntimeException | Error e) {
                                made.completeExceptionally(e);
                            }
                        });
        try {
            return new Netlink(made.join());
        } catch (CompletionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /**
     * The thread is back in the host's network before anybody learns of the socket: whom it wakes may need a further
     * carrier of virtual threads, and a thread starts in the namespaces of the one that starts it.
     */
    private static int socketIn(Path namespace) {
        int host = Posix.open(HOST);
        try {
            int descriptor = Posix.open(namespace);
            try {
                Posix.setNamespace(descriptor, Posix.CLONE_NEWNET, namespace);
                return socket();
            } finally {
                Posix.close(descriptor);
                Posix.setNamespace(host, Posix.CLONE_NEWNET, HOST);
            }
        } finally {
            Posix.close(host);
        }
    }

    private static int socket() {
        return (int)
                Posix.check(
                        SOCKET.call(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE),
                        "make a",
                        "netlink socket");
    }

    /**
     * Sends a request and waits until the kernel has done it.
     *
     * @param what for the error: a verb, such as `set the address of`
     * @param object for the error: on which thing
     * @throws PosixException when the kernel refuses
     */
    public void request(NetlinkMessage message, String what, String object) {
        ByteBuffer answer = exchange(message, what, object);
        if (answer.getShort(4) != NLMSG_ERROR) {
            throw new IllegalStateException(
                    "The kernel gave no answer when asked to %s '%s'".formatted(what, object));
        }
    }

    /**
     * Asks for one thing; see {@link NetlinkMessage#echoedQuestion}.
     *
     * @param header the length of the fixed part of the answer
     * @return the attributes of the answer; empty when there is nothing to tell
     * @throws PosixException when the kernel refuses
     */
    public Optional<List<NetlinkAttribute>> ask(
            NetlinkMessage question, int header, String what, String object) {
        ByteBuffer answer = exchange(question, what, object);
        if (answer.getShort(4) == NLMSG_ERROR) {
            return Optional.empty();
        }
        receive(what, object);
        int start = MESSAGE_HEADER + header;
        return Optional.of(NetlinkAttribute.read(answer.slice(start, answer.getInt(0) - start)));
    }

    /**
     * The index of a link by its name.
     *
     * @throws PosixException when there is none
     */
    public int linkIndex(String name) {
        NetlinkMessage question =
                NetlinkMessage.question(RTM_GETLINK).ints(0, 0, 0, 0).attribute(IFLA_IFNAME, name);
        return exchange(question, "find the link", name).getInt(LINK_INDEX);
    }

    private synchronized ByteBuffer exchange(NetlinkMessage message, String what, String object) {
        byte[] bytes = message.bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
            Posix.check(SEND.call(socket, buffer, (long) bytes.length, 0), what, object);
            return receive(buffer, what, object);
        }
    }

    /** Takes the acknowledgement that follows an answer. */
    private synchronized void receive(String what, String object) {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer _ = receive(arena.allocate(BUFFER, 8), what, object);
        }
    }

    private ByteBuffer receive(MemorySegment buffer, String what, String object) {
        LibcFunction.Result received = RECV.call(socket, buffer, (long) BUFFER, 0);
        while (received.failed() && received.errno() == Errno.EINTR) {
            received = RECV.call(socket, buffer, (long) BUFFER, 0);
        }
        int length = (int) Posix.check(received, what, object);
        byte[] copy = buffer.asSlice(0, length).toArray(JAVA_BYTE);
        ByteBuffer answer = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
        if (answer.remaining() < LINK_INDEX) {
            throw new IllegalStateException(
                    "The kernel gave half an answer when asked to %s '%s'".formatted(what, object));
        }
        if (answer.getShort(4) == NLMSG_ERROR && answer.getInt(16) != 0) {
            throw new PosixException(what, object, -answer.getInt(16));
        }
        return answer;
    }

    @Override
    public void close() {
        Posix.close(socket);
    }
}
