import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A steady load: so many requests a second over so many kept-alive connections, whatever the answers take.
 *
 * <p>Every request counts once: by its status and the first line of its body, or as failed when there was no whole answer.
 * Prints one line when it ends and exits with 1 when a request failed. Ends early when its standard input is closed.
 *
 * <p>Usage: java Load.java HOST:PORT HOST-HEADER REQUESTS-PER-SECOND CONNECTIONS SECONDS
 */
public final class Load {

    private static final ConcurrentLinkedQueue<Long> LATENCIES = new ConcurrentLinkedQueue<>();
    private static final Map<String, AtomicLong> OUTCOMES = new TreeMap<>();
    private static volatile boolean stopped;

    public static void main(String[] args) throws Exception {
        String[] address = args[0].split(":");
        InetSocketAddress target = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        byte[] request = ("GET / HTTP/1.1\r\nHost: " + args[1] + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        double rate = Double.parseDouble(args[2]);
        int connections = Integer.parseInt(args[3]);
        Duration length = Duration.ofSeconds(Long.parseLong(args[4]));
        Thread.ofVirtual().start(Load::stopWhenInputCloses);
        long pause = (long) (1e9 * connections / rate);
        long end = System.nanoTime() + length.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            long first = System.nanoTime() + pause * i / connections;
            clients.add(Thread.ofVirtual().start(() -> client(target, request, first, pause, end)));
        }
        for (Thread client : clients) {
            client.join();
        }
        report();
    }

    private static void stopWhenInputCloses() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            count("stdin: " + e.getMessage());
        }
        stopped = true;
    }

    private static void client(InetSocketAddress target, byte[] request, long first, long pause, long end) {
        Connection connection = null;
        for (long due = first; due < end && !stopped; due += pause) {
            try {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(Duration.ofNanos(wait));
                }
                if (connection == null) {
                    connection = new Connection(target);
                }
                long begun = System.nanoTime();
                String outcome = connection.exchange(request);
                LATENCIES.add(System.nanoTime() - begun);
                count(outcome);
                if (connection.closing) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                count("failed: " + e.getMessage());
                if (connection != null) {
                    connection.close();
                    connection = null;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void count(String outcome) {
        synchronized (OUTCOMES) {
            OUTCOMES.computeIfAbsent(outcome, _ -> new AtomicLong()).incrementAndGet();
        }
    }

    private static void report() {
        long[] sorted = LATENCIES.stream().mapToLong(Long::longValue).sorted().toArray();
        long requests = OUTCOMES.values().stream().mapToLong(AtomicLong::get).sum();
        long good = OUTCOMES.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("200"))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
        System.out.printf(
                "requests=%d failed=%d p50_ms=%.2f p99_ms=%.2f max_ms=%.2f outcomes=%s%n",
                requests, requests - good, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), OUTCOMES);
        System.exit(requests == good && requests > 0 ? 0 : 1);
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    /** One kept-alive HTTP/1.1 connection. */
    private static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private boolean closing;

        Connection(InetSocketAddress target) throws IOException {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            socket.connect(target, 5_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        String exchange(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            String status = line();
            long length = 0;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase();
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(lower.substring(15).strip());
                } else if (lower.startsWith("transfer-encoding:")) {
                    chunked = true;
                } else if (lower.equals("connection: close")) {
                    closing = true;
                }
            }
            byte[] body = chunked ? chunks() : exactly(length);
            String text = new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("");
            return status.split(" ")[1] + " " + text.substring(0, Math.min(40, text.length()));
        }

        private byte[] chunks() throws IOException {
            byte[] all = new byte[0];
            while (true) {
                int size = Integer.parseInt(line().split(";")[0], 16);
                byte[] chunk = exactly(size);
                line();
                if (size == 0) {
                    return all;
                }
                byte[] joined = Arrays.copyOf(all, all.length + size);
                System.arraycopy(chunk, 0, joined, all.length, size);
                all = joined;
            }
        }

        private byte[] exactly(long length) throws IOException {
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length) {
                throw new IOException("body ended early");
            }
            return bytes;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("connection closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                count("close: " + e.getMessage());
            }
        }
    }
}
