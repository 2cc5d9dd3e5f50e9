import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Uses bench/zero-loss-app in three ways at once and counts everything that goes wrong: requests at a steady rate over
 * kept-alive connections, a half of them with TLS, whatever the answers take; WebSockets that send and expect it back; and
 * slow downloads. No request is ever repeated. An answer counts as wrong, too, when it is of a version older than the one
 * that was live when it was asked for.
 *
 * <p>Reads lines `live VERSION` from its standard input, and ends when that does: with a table, and with 1 when anything
 * was lost.
 *
 * <p>Usage: java ZeroLoss.java HTTP-PORT HTTPS-PORT HOST REQUESTS-PER-SECOND CONNECTIONS WEBSOCKETS DOWNLOADS
 */
public final class ZeroLoss {

    private static final int PIECES = 100;
    private static final int PIECE = 251 * 32;
    private static final String[] LOST = {"failed", "refused", "reset", "cut off", "late", "wrong", "closed otherwise"};

    private static final Map<String, Map<String, AtomicLong>> COUNTS = new ConcurrentSkipListMap<>();
    private static final Map<String, AtomicLong> DETAILS = new TreeMap<>();
    private static final long[] LATENCIES = new long[1 << 22];
    private static final AtomicInteger MEASURED = new AtomicInteger();
    private static volatile boolean stopped;
    private static volatile int live;
    private static int httpPort;
    private static int httpsPort;
    private static String host;
    private static SSLContext tls;

    public static void main(String[] args) throws Exception {
        httpPort = Integer.parseInt(args[0]);
        httpsPort = Integer.parseInt(args[1]);
        host = args[2];
        double rate = Double.parseDouble(args[3]);
        int connections = Integer.parseInt(args[4]);
        tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Credulous()}, null);
        long pause = (long) (1e9 * connections / rate);
        long begin = System.nanoTime();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            boolean secure = i % 2 == 1;
            long first = begin + pause * i / connections;
            clients.add(Thread.ofVirtual().start(() -> requests(secure, first, pause)));
        }
        for (int i = 0; i < Integer.parseInt(args[5]); i++) {
            boolean secure = i % 2 == 1;
            clients.add(Thread.ofVirtual().start(() -> webSockets(secure)));
        }
        for (int i = 0; i < Integer.parseInt(args[6]); i++) {
            boolean secure = i % 2 == 1;
            clients.add(Thread.ofVirtual().start(() -> downloads(secure)));
        }
        readInput();
        for (Thread client : clients) {
            client.join();
        }
        report((System.nanoTime() - begin) / 1e9);
    }

    private static void readInput() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("live ")) {
                live = Integer.parseInt(line.substring(5).strip());
            }
        }
        stopped = true;
    }

    // ---- requests

    private static void requests(boolean secure, long first, long pause) {
        String kind = secure ? "requests, TLS" : "requests";
        Connection connection = null;
        for (long due = first; !stopped; due += pause) {
            try {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(Duration.ofNanos(wait));
                }
                int least = live;
                if (connection == null) {
                    connection = new Connection(secure);
                }
                String outcome = connection.get(least);
                LATENCIES[MEASURED.getAndIncrement() & (LATENCIES.length - 1)] = System.nanoTime() - due;
                count(kind, outcome);
                if (connection.closing) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                countFailure(kind, e);
                if (connection != null) {
                    connection.close();
                    connection = null;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    // ---- WebSockets

    private static void webSockets(boolean secure) {
        long number = 0;
        while (!stopped) {
            boolean open = false;
            try (Connection connection = new Connection(secure)) {
                connection.upgrade();
                open = true;
                count("websockets", "opened");
                while (!stopped && connection.echo(++number)) {
                    count("messages", "ok");
                    Thread.sleep(1000);
                }
                if (!stopped) {
                    count("websockets", "closed with 1001");
                }
            } catch (IOException e) {
                if (open) {
                    count("websockets", "closed otherwise");
                    detail("websocket: " + e);
                } else {
                    countFailure("websockets", e);
                }
                await(500);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void await(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- downloads

    private static void downloads(boolean secure) {
        while (!stopped) {
            try (Connection connection = new Connection(secure)) {
                count("downloads", connection.download());
            } catch (IOException e) {
                countFailure("downloads", e);
                await(500);
            }
        }
    }

    // ---- counts

    private static void count(String kind, String outcome) {
        COUNTS.computeIfAbsent(kind, _ -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(outcome, _ -> new AtomicLong())
                .incrementAndGet();
    }

    private static void detail(String what) {
        synchronized (DETAILS) {
            if (DETAILS.size() < 40 || DETAILS.containsKey(what)) {
                DETAILS.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
            }
        }
    }

    private static void countFailure(String kind, IOException e) {
        String outcome =
                switch (e) {
                    case ConnectException refused -> "refused";
                    case SocketTimeoutException late -> "late";
                    case EOFException end -> "cut off";
                    case SocketException reset -> "reset";
                    default -> "failed";
                };
        count(kind, outcome);
        detail(kind + ": " + e);
    }

    private static void report(double seconds) {
        long lost = 0;
        long answered = 0;
        System.out.printf("%-14s %10s  %s%n", "", "all", "of them");
        for (Map.Entry<String, Map<String, AtomicLong>> kind : COUNTS.entrySet()) {
            long all = kind.getValue().values().stream().mapToLong(AtomicLong::get).sum();
            System.out.printf("%-14s %10d  %s%n", kind.getKey(), all, kind.getValue());
            for (String outcome : LOST) {
                lost += kind.getValue().getOrDefault(outcome, new AtomicLong()).get();
            }
            answered += kind.getValue().getOrDefault("ok", new AtomicLong()).get();
        }
        long[] sorted = Arrays.copyOf(LATENCIES, Math.min(MEASURED.get(), LATENCIES.length));
        Arrays.sort(sorted);
        System.out.printf(
                "requests/s=%.0f p50_ms=%.2f p99_ms=%.2f max_ms=%.2f, from the moment each was due%n",
                MEASURED.get() / seconds, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        DETAILS.forEach((what, times) -> System.out.printf("  %6d x %s%n", times.get(), what));
        System.out.printf("lost: %d%n", lost);
        System.exit(lost == 0 && answered > 0 ? 0 : 1);
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    /** One connection to the router. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final byte[] request = ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        private final byte[] line = new byte[1024];
        private boolean closing;

        Connection(boolean secure) throws IOException {
            Socket plain = new Socket();
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(30_000);
            plain.connect(new InetSocketAddress("127.0.0.1", secure ? httpsPort : httpPort), 10_000);
            socket = secure ? secured(plain) : plain;
            in = new Buffered(socket.getInputStream());
        }

        private static Socket secured(Socket plain) throws IOException {
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, httpsPort, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        }

        private void send(String head) throws IOException {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        String get(int least) throws IOException {
            socket.getOutputStream().write(request);
            long length = head("200");
            if (length < 0 || length > 100) {
                return "failed";
            }
            String body = new String(exactly((int) length), StandardCharsets.UTF_8);
            if (version(body) < least) {
                detail("wrong answer '%s' while v%d is live".formatted(body, least));
                return "wrong";
            }
            return "ok";
        }

        /** The number in `v12`; -1 when it is something else. */
        private static int version(String body) {
            int number = body.length() > 1 && body.length() < 9 && body.charAt(0) == 'v' ? 0 : -1;
            for (int i = 1; i < body.length() && number >= 0; i++) {
                int digit = body.charAt(i) - '0';
                number = digit >= 0 && digit <= 9 ? number * 10 + digit : -1;
            }
            return number;
        }

        /** Reads a head; returns the length of what follows, or -1 when the status is another one. */
        private long head(String expected) throws IOException {
            String status = line();
            long length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase();
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(lower.substring(15).strip());
                } else if (lower.equals("connection: close")) {
                    closing = true;
                }
            }
            if (!status.startsWith("HTTP/1.1 " + expected + " ")) {
                detail("answer " + status);
                closing = true;
                return -1;
            }
            return length;
        }

        void upgrade() throws IOException {
            send("GET /ws HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            if (head("101") < 0) {
                throw new IOException("no WebSocket");
            }
        }

        /** Sends a number and reads it back; false when the other side said 1001. */
        boolean echo(long number) throws IOException {
            byte[] payload = ByteBuffer.allocate(8).putLong(number).array();
            byte[] frame = new byte[14];
            frame[0] = (byte) 0x82;
            frame[1] = (byte) 0x88;
            System.arraycopy(payload, 0, frame, 6, 8);
            try {
                socket.getOutputStream().write(frame);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // It may have said why it closed before.
                detail("a WebSocket that was closed before it was written to");
            }
            int first = in.read();
            int length = in.read();
            if (first < 0 || length < 0) {
                throw new EOFException("ended without a word");
            }
            byte[] back = exactly(length);
            if (first == 0x88) {
                if (length < 2 || ((back[0] & 0xff) << 8 | back[1] & 0xff) != 1001) {
                    throw new IOException("closed with " + Arrays.toString(back));
                }
                return false;
            }
            if (first != 0x82 || !Arrays.equals(back, payload)) {
                throw new IOException("another echo: " + Arrays.toString(back));
            }
            return true;
        }

        String download() throws IOException {
            send("GET /download/" + PIECES + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            long length = head("200");
            if (length != (long) PIECES * PIECE) {
                return "failed";
            }
            byte[] buffer = new byte[8192];
            for (long at = 0; at < length; ) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, length - at));
                if (count < 0) {
                    throw new EOFException("a download ended after %d of %d bytes".formatted(at, length));
                }
                for (int i = 0; i < count; i++, at++) {
                    if ((buffer[i] & 0xff) != at % 251) {
                        return "wrong";
                    }
                }
            }
            return "ok";
        }

        private byte[] exactly(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("ended within a body");
            }
            return bytes;
        }

        private String line() throws IOException {
            int length = 0;
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException(length == 0 ? "ended before an answer" : "ended within a head");
                }
                if (c != '\r' && length < line.length) {
                    line[length++] = (byte) c;
                }
            }
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                detail("close: " + e);
            }
        }
    }

    /** Reads ahead, for one thread: the JDK's locks for every byte. */
    private static final class Buffered extends InputStream {

        private final InputStream from;
        private final byte[] bytes = new byte[16_384];
        private int at;
        private int end;

        Buffered(InputStream from) {
            this.from = from;
        }

        private boolean fill() throws IOException {
            if (at == end) {
                at = 0;
                end = Math.max(0, from.read(bytes));
            }
            return at < end;
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(bytes, at, to, offset, count);
            at += count;
            return count;
        }
    }

    /** Trusts everybody: what is counted is whether answers come. */
    private static final class Credulous extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
