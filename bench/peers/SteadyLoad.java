import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * An open load: each request is due at a time of its own, whatever became of those before, and its response time counts from
 * then. One thread, and no garbage while it runs, so that its own pauses are none.
 *
 * <p>Usage: java SteadyLoad.java PORT HOST PATH REQUESTS-PER-SECOND CONNECTIONS SECONDS
 */
public final class SteadyLoad {

    private static final long LONGEST_NAP = 100_000;
    private static final long GRACE = 10_000_000_000L;
    private static final long WARM_UP = 2_000_000_000L;

    private final Selector selector = Selector.open();
    private final Connection[] connections;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(64 << 10);
    private final long interval;
    private final long begun = System.nanoTime() + 100_000_000;
    private final long[] times;
    private int counted;
    private long failed;
    private long open;

    private SteadyLoad(int port, String host, String path, double rate, int clients, int seconds)
            throws IOException {
        byte[] text =
                "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                        .formatted(path, host)
                        .getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocateDirect(text.length).put(text).flip();
        interval = (long) (1e9 / rate);
        times = new long[(int) (rate * seconds) + 1];
        connections = new Connection[clients];
        for (int i = 0; i < clients; i++) {
            connections[i] = new Connection(port);
        }
    }

    public static void main(String[] args) throws IOException {
        int seconds = Integer.parseInt(args[5]);
        new SteadyLoad(
                        Integer.parseInt(args[0]),
                        args[1],
                        args[2],
                        Double.parseDouble(args[3]),
                        Integer.parseInt(args[4]),
                        seconds)
                .run(WARM_UP + seconds * 1_000_000_000L);
    }

    private void run(long length) throws IOException {
        long number = 0;
        long end = begun + length;
        while (true) {
            long now = System.nanoTime();
            long due = begun + number * interval;
            while (due <= now && due < end) {
                connections[(int) (number % connections.length)].add(due);
                due = begun + ++number * interval;
            }
            boolean idle = selector.selectNow(this::read) == 0;
            if ((due >= end && open == 0) || now > end + GRACE) {
                break;
            }
            long wait = Math.min(due - System.nanoTime(), LONGEST_NAP);
            if (idle && wait > 0) {
                LockSupport.parkNanos(wait);
            }
        }
        failed += open;
        long[] sorted = Arrays.copyOf(times, counted);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "requests=%d failed=%d p50_ms=%.3f p99_ms=%.3f max_ms=%.3f%n",
                counted,
                failed,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    private void read(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            connection.read();
        } catch (IOException e) {
            throw new IllegalStateException("A connection broke: " + e.getMessage(), e);
        }
    }

    /** One kept connection; requests that become due while one is on its way wait for it. */
    private final class Connection {

        private final SocketChannel channel;
        private final long[] due = new long[1 << 12];
        private final byte[] held = new byte[16 << 10];
        private int first;
        private int last;
        private int length;

        Connection(int port) throws IOException {
            channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void add(long time) throws IOException {
            if (last - first == due.length) {
                failed++;
                return;
            }
            due[last++ & (due.length - 1)] = time;
            open++;
            if (last - first == 1) {
                send();
            }
        }

        private void send() throws IOException {
            channel.write(request.rewind());
        }

        void read() throws IOException {
            answer.clear();
            int size = channel.read(answer);
            if (size < 0) {
                throw new IOException("the server closed it");
            }
            answer.flip().get(held, length, size);
            length += size;
            int whole = lengthOfAnswer();
            if (whole < 0 || length < whole) {
                return;
            }
            long sent = due[first++ & (due.length - 1)];
            boolean good = held[9] == '2' && length == whole;
            length = 0;
            open--;
            if (!good) {
                failed++;
            } else if (sent - begun >= WARM_UP && counted < times.length) {
                times[counted++] = System.nanoTime() - sent;
            }
            if (last != first) {
                send();
            }
        }

        /** Of head and body together, or -1 while the head is not there. */
        private int lengthOfAnswer() {
            int body = 0;
            int line = 0;
            for (int i = 1; i < length; i++) {
                if (held[i] != '\n') {
                    continue;
                }
                if (i - line == 1) {
                    return i + 1 + body;
                }
                if (i - line > 16 && (held[line] | 0x20) == 'c' && held[line + 14] == ':') {
                    body = number(line + 15);
                }
                line = i + 1;
            }
            return -1;
        }

        private int number(int from) {
            int value = 0;
            for (int i = from; held[i] != '\r'; i++) {
                value = held[i] == ' ' ? value : value * 10 + held[i] - '0';
            }
            return value;
        }
    }
}
