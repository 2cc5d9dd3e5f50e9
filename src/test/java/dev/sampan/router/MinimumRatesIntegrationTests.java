package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send or take next to nothing are ended, and those that are kept waiting are not. */
@Timeout(90)
class MinimumRatesIntegrationTests {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String START = "GET / HTTP/1.1\r\nHost: app.test\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nContent-Length: ";
    private static final Duration GRACE = Duration.ofMillis(1500);
    private static final Duration LONGER = Duration.ofSeconds(4);

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.replying(OK);
        RouterSettings settings =
                new RouterSettings(
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                0,
                                1000)
                        .withRates(new MinimumRates(500, 500, 500, GRACE));
        router = TestRouter.http2(home, settings, origin.target());
        router.setPolicy(
                RoutePolicy.DEFAULT
                        .withRates(settings.rates())
                        .withTimeouts(
                                new RouteTimeouts(
                                        java.util.Optional.empty(),
                                        java.util.Optional.empty(),
                                        java.util.Optional.of(Duration.ofSeconds(30))))
                        .withLimits(RequestLimits.DEFAULT.withMaxBodyBytes(0)));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    /** Something that is done again and again. */
    private interface Step {
        void run() throws IOException;
    }

    /** Does it ten times a second until it fails or the time is over; that is how slow clients are slow. */
    private static Thread often(Duration most, Step step) {
        long end = System.nanoTime() + most.toNanos();
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (System.nanoTime() < end) {
                                    step.run();
                                    TimeUnit.MILLISECONDS.sleep(100);
                                }
                            } catch (IOException | InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String rest(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static boolean await(CountDownLatch latch, Duration most) throws IOException {
        try {
            return latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void refusesHeaderThatComesByteByByte() throws IOException {
        try (Socket client = router.connect()) {
            send(client, START + "X: ");
            Thread drip = often(Duration.ofSeconds(20), () -> send(client, "x"));

            assertThat(rest(client)).startsWith("HTTP/1.1 408 ");
            drip.interrupt();
        }
        assertThat(origin.heads()).isEmpty();
    }

    @Test
    void takesHeaderThatIsLongInComingAndFastEnough() throws Exception {
        try (Socket client = router.connect()) {
            send(client, START + "Connection: close\r\n");
            Thread drip = often(LONGER, () -> send(client, "X: " + "x".repeat(150) + "\r\n"));
            assertThat(drip.join(Duration.ofSeconds(30))).isTrue();
            send(client, "\r\n");

            assertThat(rest(client)).endsWith("ok");
        }
    }

    @Test
    void refusesBodyThatComesByteByByte() throws IOException {
        try (Socket client = router.connect()) {
            send(client, POST + "1000\r\n\r\n");
            Thread drip = often(Duration.ofSeconds(20), () -> send(client, "x"));

            assertThat(rest(client)).startsWith("HTTP/1.1 408 ");
            drip.interrupt();
        }
        assertThat(router.stats().route("app").inFlight()).isZero();
    }

    @Test
    void refusesChunksWhoseSizesComeDigitByDigit() throws IOException {
        try (Socket client = router.connect()) {
            send(client, "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n");
            Thread drip = often(Duration.ofSeconds(20), () -> send(client, "1\r\nx\r\n"));

            assertThat(rest(client)).startsWith("HTTP/1.1 408 ");
            drip.interrupt();
        }
    }

    @Test
    void asksForNothingWhenTheAppSaysSo() throws Exception {
        router.setPolicy(RoutePolicy.DEFAULT.withRates(new MinimumRates(0, 0, 0, GRACE)));
        try (Socket client = router.connect()) {
            int size = 40;
            send(client, POST + size + "\r\n\r\n");
            int[] sent = {0};
            Thread drip =
                    often(
                            Duration.ofSeconds(30),
                            () -> {
                                send(client, "x");
                                if (++sent[0] == size) {
                                    throw new IOException("all is sent");
                                }
                            });

            assertThat(rest(client)).endsWith("ok");
            assertThat(drip.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void blamesNoClientWhenTheAppTakesNothing() throws Exception {
        long size = 40L << 20;
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    assertThat(await(go, Duration.ofSeconds(60))).isTrue();
                    in.skipNBytes(size);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (Socket client = router.connect()) {
            client.setSoTimeout(60_000);
            send(client, POST + size + "\r\n\r\n");
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            OutputStream out = client.getOutputStream();
                                            byte[] block = new byte[1 << 20];
                                            for (long sent = 0; sent < size; sent += block.length) {
                                                out.write(block);
                                            }
                                        } catch (IOException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            // What must not happen has time to happen.
            assertThat(writer.join(LONGER)).isFalse();
            go.countDown();

            assertThat(rest(client)).endsWith("ok");
            assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void blamesNoClientThatWaitsForTheWordToGoOn() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    assertThat(await(new CountDownLatch(1), LONGER)).isFalse();
                    out.write(Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n"));
                    out.flush();
                    in.skipNBytes(5);
                    out.write(Ascii.bytes(OK));
                    return true;
                });
        try (Socket client = router.connect()) {
            client.setSoTimeout(30_000);
            send(client, POST + "5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(TestOrigin.head(client.getInputStream())).startsWith("HTTP/1.1 100 ");
            send(client, "hello");

            assertThat(rest(client)).endsWith("ok");
        }
    }

    @Test
    void refusesSlowBodyOverHttp2AndServesOtherStreams() throws IOException {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.socket().setSoTimeout(30_000);
            client.post(1, "/");
            Thread drip = often(Duration.ofSeconds(20), () -> client.data(1, "x", false));
            Map<String, String> answer = client.answer(1);
            drip.interrupt();
            assertThat(answer).containsEntry(":status", "408");
        }
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/");
            assertThat(client.answer(1)).containsEntry("body", "ok");
        }
    }

    @Test
    void takesFrameOfHttp2ThatIsLongInComingAndFastEnough() throws Exception {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.socket().setSoTimeout(30_000);
            client.stopAcknowledging();
            client.post(1, "/", "content-length", "5000");
            byte[] frame = TestHttp2Client.frame(0, 1, 1, new byte[5000]);
            int[] sent = {0};
            Thread drip =
                    often(
                            Duration.ofSeconds(30),
                            () -> {
                                int end = Math.min(frame.length, sent[0] + 200);
                                client.sendRaw(java.util.Arrays.copyOfRange(frame, sent[0], end));
                                sent[0] = end;
                                if (end == frame.length) {
                                    throw new IOException("all is sent");
                                }
                            });

            assertThat(client.answer(1)).containsEntry("body", "ok");
            assertThat(drip.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void leavesQuietWebSocketsAlone() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
                    out.flush();
                    out.write(in.read());
                    return false;
                });
        try (Socket client = router.connect()) {
            client.setSoTimeout(30_000);
            send(
                    client,
                    START
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
            assertThat(TestOrigin.head(client.getInputStream())).startsWith("HTTP/1.1 101 ");
            assertThat(await(new CountDownLatch(1), LONGER)).isFalse();
            send(client, "x");

            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    private Socket withSmallWindow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), router.port()));
        return socket;
    }

    private void answerWith(int size) {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    out.write(new byte[size]);
                    return true;
                });
    }

    @Test
    void endsAnswerWhenClientTakesNothingOfIt() throws Exception {
        answerWith(20 << 20);
        for (String more : List.of("", "Connection: close\r\n")) {
            try (Socket client = withSmallWindow()) {
                send(client, START + more + "\r\n");
                assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (router.stats().connections() > 0) {
                    assertThat(System.nanoTime()).as("it is ended").isLessThan(end);
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        }
        assertThat(router.stats().route("app").aborted()).isEqualTo(2);
        assertThat(router.stats().route("app").inFlight()).isZero();
    }

    @Test
    void sendsWholeAnswerWhenClientIsSlowAndFastEnough() throws Exception {
        int size = 900_000;
        answerWith(size);
        for (String more : List.of("", "Connection: close\r\n")) {
            try (Socket client = withSmallWindow()) {
                send(client, START + more + "\r\n");
                InputStream in = client.getInputStream();
                String head = TestOrigin.head(in);
                assertThat(head).startsWith("HTTP/1.1 200 ");
                int[] read = {0};
                Thread reader =
                        often(
                                Duration.ofSeconds(40),
                                () -> {
                                    int count = in.readNBytes(15_000).length;
                                    read[0] += count;
                                    if (count < 15_000 || read[0] == size) {
                                        throw new IOException("that was all");
                                    }
                                });
                assertThat(reader.join(Duration.ofSeconds(60))).isTrue();
                assertThat(read[0]).isEqualTo(size);
            }
        }
    }
}
