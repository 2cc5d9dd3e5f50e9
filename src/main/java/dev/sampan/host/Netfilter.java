package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes and reads the tables of nftables without a program, so that it takes microseconds.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html">netlink</a>
 */
public final class Netfilter {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 0x8_0003;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SUBSYSTEM = 10;
    private static final int NFPROTO_IPV4 = 2;
    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int MSG_DONTWAIT = 0x40;

    /** The header of netlink(7), and that of netfilter behind it. */
    private static final int HEADER = 16;

    private static final int FAMILY_HEADER = 4;
    private static final int BUFFER = 32_768;

    private static final LibcFunction SOCKET =
            LibcFunction.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction SEND =
            LibcFunction.of("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final LibcFunction RECV =
            LibcFunction.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    /**
     * Kept open: when it is closed, the kernel first destroys what was removed by any transaction, which takes several
     * milliseconds.
     */
    private static int socket = -1;

    private Netfilter() {}

    /**
     * A message that changes a table of IPv4 as part of a transaction.
     *
     * @param type such as NFT_MSG_NEWSETELEM
     */
    public static NetlinkMessage change(int type, int flags) {
        return header(NetlinkMessage.of(SUBSYSTEM << 8 | type, flags), NFPROTO_IPV4, 0);
    }

    /** A message that asks for all there is of something in a table of IPv4. */
    public static NetlinkMessage listing(int type) {
        return header(NetlinkMessage.listing(SUBSYSTEM << 8 | type), NFPROTO_IPV4, 0);
    }

    private static NetlinkMessage header(NetlinkMessage message, int family, int resource) {
        return message.bytes(family, 0, resource >> 8, resource & 0xff);
    }

    /**
     * Makes all changes, or none of them.
     *
     * @param what for the error: a verb, such as `add elements to`
     * @param object for the error: to which thing
     * @throws PosixException of the first change that the kernel refuses
     */
    public static void commit(List<NetlinkMessage> changes, String what, String object) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        batch.writeBytes(header(NetlinkMessage.question(BATCH_BEGIN), 0, SUBSYSTEM).bytes());
        changes.forEach(change -> batch.writeBytes(change.bytes()));
        batch.writeBytes(header(NetlinkMessage.question(BATCH_END), 0, SUBSYSTEM).bytes());
        List<ByteBuffer> answers = exchange(batch.toByteArray(), what, object);
        answers.forEach(answer -> check(answer, what, object));
        if (answers.size() < changes.size()) {
            throw new IllegalStateException(
                    "The kernel acknowledged %d of %d changes when asked to %s '%s'"
                            .formatted(answers.size(), changes.size(), what, object));
        }
    }

    /**
     * What the kernel answers to {@link #listing}.
     *
     * @return the attributes of each message
     * @throws PosixException when there is no such thing
     */
    public static List<List<NetlinkAttribute>> list(
            NetlinkMessage question, String what, String object) {
        List<List<NetlinkAttribute>> found = new ArrayList<>();
        for (ByteBuffer answer : exchange(question.bytes(), what, object)) {
            check(answer, what, object);
            int type = Short.toUnsignedInt(answer.getShort(4));
            if (type >> 8 == SUBSYSTEM) {
                int start = HEADER + FAMILY_HEADER;
                found.add(NetlinkAttribute.read(answer.slice(start, answer.remaining() - start)));
            }
        }
        return found;
    }

    private static void check(ByteBuffer answer, String what, String object) {
        if (answer.getShort(4) == NLMSG_ERROR && answer.getInt(HEADER) != 0) {
            throw new PosixException(what, object, -answer.getInt(HEADER));
        }
    }

    /** Sends, and takes all answers: the kernel has written the first when `send` returns, the next when it is read. */
    private static synchronized List<ByteBuffer> exchange(
            byte[] bytes, String what, String object) {
        boolean complete = false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(bytes.length, 8);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, request, 0, bytes.length);
            int open = open();
            Posix.check(SEND.call(open, request, (long) bytes.length, 0), what, object);
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            List<ByteBuffer> answers = new ArrayList<>();
            Optional<ByteBuffer> part = receive(open, buffer, what, object);
            while (part.isPresent() && !split(part.get(), answers)) {
                part = receive(open, buffer, what, object);
            }
            complete = true;
            return answers;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private static int open() {
        if (socket < 0) {
            socket =
                    (int)
                            Posix.check(
                                    SOCKET.call(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER),
                                    "make a",
                                    "netlink socket");
        }
        return socket;
    }

    /** There may be answers left that the next question must not get. */
    private static void close() {
        if (socket >= 0) {
            int open = socket;
            socket = -1;
            Posix.close(open);
        }
    }

    /** What was sent next; empty when that is all. */
    private static Optional<ByteBuffer> receive(
            int socket, MemorySegment buffer, String what, String object) {
        LibcFunction.Result received = RECV.call(socket, buffer, (long) BUFFER, MSG_DONTWAIT);
        while (received.failed() && received.errno() == Errno.EINTR) {
            received = RECV.call(socket, buffer, (long) BUFFER, MSG_DONTWAIT);
        }
        if (received.failed() && received.errno() == Errno.EAGAIN) {
            return Optional.empty();
        }
        int length = (int) Posix.check(received, what, object);
        return Optional.of(
                ByteBuffer.wrap(buffer.asSlice(0, length).toArray(JAVA_BYTE))
                        .order(ByteOrder.nativeOrder()));
    }

    /** Adds the messages of a part; true when the last one says that there are no more. */
    private static boolean split(ByteBuffer part, List<ByteBuffer> messages) {
        int at = 0;
        while (part.limit() - at >= HEADER) {
            int length = part.getInt(at);
            if (length < HEADER || length > part.limit() - at) {
                throw new IllegalStateException("The kernel's answer has no end");
            }
            if (part.getShort(at + 4) == NLMSG_DONE) {
                return true;
            }
            messages.add(part.slice(at, length).order(ByteOrder.nativeOrder()));
            at += (length + 3) & -4;
        }
        return false;
    }
}
