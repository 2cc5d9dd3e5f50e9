package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of idle clients and hundreds of hostile ones, while others are served as if nothing were. */
@Timeout(300)
class HostileClientsIntegrationTests {

    private static final int HOSTILE = 500;
    private static final int ADDRESSES = 4;
    private static final int BATCH = 250;
    private static final byte[] END = Ascii.bytes("\r\n\r\n");
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String NOBODY = "GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n";

    private static final byte[] HEAD = Ascii.bytes(NOBODY.replace("GET", "HEAD"));

    @TempDir private Path home;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<SocketChannel> idleOnes = new ConcurrentLinkedQueue<>();
    private TestOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
    }

    @AfterEach
    void stop() throws IOException {
        over.set(true);
        for (SocketChannel channel : idleOnes) {
            channel.close();
        }
        origin.close();
    }

    /** How many wait; the virtual machine may open more files than most machines let this process. */
    int idle() {
        return 4_000;
    }

    /** How many times longer everything takes than on a processor of one's own. */
    int slowness() {
        return 1;
    }

    private static RouterSettings keepingIdle(Duration keepAlive) {
        RouterSettings d = RouterSettings.DEFAULT;
        return new RouterSettings(
                d.headerRead(),
                d.bodyIdle(),
                d.connect(),
                d.responseHeader(),
                keepAlive,
                d.tunnelIdle(),
                d.maxBodyBytes(),
                d.maxConnections());
    }

    private void publish(RouterSettings settings) {
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(
                        table ->
                                table.withSettings(settings)
                                        .with(
                                                new Route(
                                                        "app",
                                                        List.of("app.test"),
                                                        List.of(origin.target()))));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of the next answer; its body is read, too. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String head = TestOrigin.head(in);
        TestOrigin.body(head, in);
        return head;
    }

    private static void join(List<Thread> threads, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (Thread thread : threads) {
            long left = Math.max(1, end - System.nanoTime());
            assertThat(thread.join(Duration.ofNanos(left))).as("it ends").isTrue();
        }
    }

    /** Opens connections that wait for their next request, each after a first one. */
    private void openIdle(RouterProcess router, int count) throws InterruptedException {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < ADDRESSES; i++) {
            String from = "127.0.0." + (2 + i);
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            for (int at = 0; at < count / ADDRESSES; at += BATCH) {
                                                openBatch(router, from);
                                            }
                                        } catch (IOException e) {
                                            failures.add(e.toString());
                                        }
                                    }));
        }
        join(threads, 120);
        assertThat(failures).isEmpty();
        assertThat(idleOnes).hasSize(count);
    }

    /** Asks by many before it reads, and for no body, since a processor may be emulated. */
    private void openBatch(RouterProcess router, String from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(2048);
        List<SocketChannel> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            SocketChannel channel = router.open(from);
            idleOnes.add(channel);
            batch.add(channel);
            bytes.clear().put(HEAD).flip();
            channel.write(bytes);
        }
        byte[] last = new byte[END.length];
        for (SocketChannel channel : batch) {
            bytes.clear();
            do {
                if (channel.read(bytes) <= 0) {
                    throw new IOException("An idle client got no whole answer");
                }
                bytes.get(Math.max(0, bytes.position() - END.length), last);
            } while (!Arrays.equals(last, END));
            byte[] start = new byte[13];
            bytes.get(0, start);
            if (!Arrays.equals(start, Ascii.bytes("HTTP/1.1 404 "))) {
                throw new IOException(
                        "An idle client got " + new String(start, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** What a hostile client does with one connection. */
    private interface Misdeed {
        void commit(Socket socket) throws IOException, InterruptedException;
    }

    private void again(RouterProcess router, int count, Misdeed misdeed) {
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                while (!over.get()) {
                                    try (Socket socket = router.connect("127.0.0.9")) {
                                        misdeed.commit(socket);
                                    } catch (IOException | InterruptedException e) {
                                        pause(200L * slowness());
                                    }
                                }
                            });
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(Socket socket, String start) throws IOException, InterruptedException {
        send(socket, start);
        while (!over.get()) {
            TimeUnit.MILLISECONDS.sleep(500L * slowness());
            send(socket, "x");
        }
    }

    private void flood(Socket socket, byte[] frames) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        out.write(Http2Connection.PREFACE);
        out.write(TestHttp2Client.frame(4, 0, 0, new byte[0]));
        while (!over.get()) {
            out.write(frames);
            TimeUnit.MILLISECONDS.sleep(100L * slowness());
        }
    }

    private static byte[] resets() {
        java.io.ByteArrayOutputStream frames = new java.io.ByteArrayOutputStream();
        for (int i = 1; i < 400; i += 2) {
            frames.writeBytes(TestHttp2Client.frame(1, 5, i, TestHttp2Client.request("GET", "/")));
            frames.writeBytes(TestHttp2Client.frame(3, 0, i, new byte[4]));
        }
        return frames.toByteArray();
    }

    private static byte[] pings() {
        java.io.ByteArrayOutputStream frames = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            frames.writeBytes(TestHttp2Client.frame(6, 0, 0, new byte[8]));
        }
        return frames.toByteArray();
    }

    @Test
    void servesWhileThousandsAreIdleAndHundredsHostile() throws Exception {
        publish(
                keepingIdle(Duration.ofMinutes(5))
                        .withRates(new MinimumRates(500, 500, 500, Duration.ofSeconds(2))));
        int idle = idle();
        try (RouterProcess router =
                new RouterProcess(home, "128m", "128m", "--http2-cleartext", "on")) {
            router.awaitStart();
            long start = System.nanoTime();
            openIdle(router, idle);
            System.out.printf(
                    "figure: %d idle clients were there after %d ms%n",
                    idle, (System.nanoTime() - start) / 1_000_000);
            again(
                    router,
                    HOSTILE * 2 / 5,
                    s -> drip(s, GET.substring(0, GET.length() - 2) + "X: "));
            again(
                    router,
                    HOSTILE * 3 / 10,
                    s ->
                            drip(
                                    s,
                                    "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9999\r\n\r\n"));
            byte[] pings = pings();
            byte[] resets = resets();
            again(router, HOSTILE * 3 / 20, s -> flood(s, pings));
            again(router, HOSTILE * 3 / 20, s -> flood(s, resets));

            Queue<String> failures = new ConcurrentLinkedQueue<>();
            AtomicInteger served = new AtomicInteger();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            List<Thread> ordinary = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ordinary.add(
                        Thread.ofPlatform().start(() -> serveUntil(router, end, served, failures)));
            }
            join(ordinary, 120);

            assertThat(failures).isEmpty();
            assertThat(served.get()).isPositive();
            assertThat(router.isAlive()).isTrue();
            RouterStats stats = router.stats();
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (stats.refused() == 0 && System.nanoTime() < limit) {
                pause(100);
                stats = router.stats();
            }
            assertThat(stats.connections()).isGreaterThanOrEqualTo(idle);
            assertThat(stats.refused()).as("slow and flooding clients").isPositive();
            assertThat(router.log()).doesNotContain("OutOf", "ERROR");
            answerToIdle(100);
            System.out.printf(
                    "figure: %d others were answered among them, in %d ms with these%n",
                    served.get(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static void serveUntil(
            RouterProcess router, long end, AtomicInteger served, Queue<String> failures) {
        try {
            while (System.nanoTime() < end) {
                try (Socket socket = router.connect("127.0.0.1")) {
                    socket.setSoTimeout(60_000);
                    for (int i = 0; i < 20 && System.nanoTime() < end; i++) {
                        send(socket, GET);
                        String head = answer(socket);
                        if (!head.startsWith("HTTP/1.1 200 ")) {
                            failures.add(head);
                        }
                        served.incrementAndGet();
                    }
                }
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    /** Those that waited all the time are served, too. */
    private void answerToIdle(int count) throws IOException {
        for (SocketChannel channel : idleOnes.stream().limit(count).toList()) {
            Socket socket = channel.socket();
            socket.setSoTimeout(20_000);
            send(socket, NOBODY);
            assertThat(answer(socket)).startsWith("HTTP/1.1 404 ");
        }
    }
}
