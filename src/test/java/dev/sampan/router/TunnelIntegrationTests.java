package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets: the tunnel opens after the app's 101 and not before, and then carries bytes as they are. */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
class TunnelIntegrationTests {

    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
        router = new TestRouter(home, origin.target());
        router.publisher()
                .publish(
                        table ->
                                table.with(
                                        new Route(
                                                "app",
                                                List.of("app.test", "127.0.0.1"),
                                                List.of(origin.target()))));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    @Test
    void carriesMessagesWhenTheJdkSpeaksWebSocket() throws Exception {
        origin.setScript(TunnelIntegrationTests::echoFrames);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + router.port() + "/ws"),
                                new Collector(received))
                        .get(10, TimeUnit.SECONDS);
        String large = "x".repeat(60_000);

        socket.sendText("hello", true).get(5, TimeUnit.SECONDS);
        socket.sendText(large, true).get(5, TimeUnit.SECONDS);

        assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("hello");
        StringBuilder back = new StringBuilder();
        while (back.length() < large.length()) {
            back.append(received.poll(5, TimeUnit.SECONDS));
        }
        assertThat(back).hasToString(large);
        assertThat(router.control().stats().target(origin.target()).inFlight()).isEqualTo(1);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(5, TimeUnit.SECONDS);
        assertThat(router.control().awaitDrained(origin.target(), Duration.ofSeconds(5))).isTrue();
        assertThat(router.stats().route("app").failed()).isZero();
    }

    private static final class Collector implements WebSocket.Listener {

        private final BlockingQueue<String> received;

        Collector(BlockingQueue<String> received) {
            this.received = received;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
        }
    }

    static boolean echoFrames(String head, InputStream in, OutputStream out) throws IOException {
        String key =
                head.lines()
                        .filter(l -> l.regionMatches(true, 0, "Sec-WebSocket-Key: ", 0, 19))
                        .findFirst()
                        .orElseThrow();
        out.write(
                Ascii.bytes(
                        SWITCH.replace(
                                "\r\n\r\n",
                                "\r\nSec-WebSocket-Accept: "
                                        + accept(key.substring(19))
                                        + "\r\n\r\n")));
        out.flush();
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.read() & 0x7f;
            if (length == 126) {
                length = (in.read() << 8) | in.read();
            }
            byte[] mask = in.readNBytes(4);
            byte[] data = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                data[i] ^= mask[i % 4];
            }
            out.write(first);
            if (length < 126) {
                out.write(length);
            } else {
                out.write(126);
                out.write(ByteBuffer.allocate(2).putShort((short) length).array());
            }
            out.write(data);
            out.flush();
            if ((first & 0x0f) == 8) {
                return false;
            }
        }
        return false;
    }

    private static String accept(String key) throws IOException {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(Ascii.bytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            return Base64.getEncoder().encodeToString(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    @Test
    void holdsBytesBackWhenAppHasNotSwitched() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong early = new AtomicLong();
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    early.set(in.available());
                    out.write(Ascii.bytes(SWITCH + "first"));
                    out.flush();
                    out.write(in.readNBytes(5));
                    out.flush();
                    return false;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(UPGRADE + "early"));
            while (origin.heads().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            go.countDown();
            assertThat(TestOrigin.head(client.getInputStream()))
                    .isEqualTo(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(Ascii.bytes("firstearly"));
        }
        assertThat(early).hasValue(0);
    }

    @Test
    void saysGoodbyeWhenItDrains() throws Exception {
        CompletableFuture<byte[]> atApp = new CompletableFuture<>();
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes(SWITCH));
                    out.write(new byte[] {(byte) 0x81, 2, 'h', 'i'});
                    out.flush();
                    atApp.complete(in.readAllBytes());
                    return false;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(UPGRADE));
            TestOrigin.head(client.getInputStream());
            assertThat(client.getInputStream().readNBytes(4)).endsWith((byte) 'h', (byte) 'i');

            router.close();

            assertThat(client.getInputStream().readAllBytes())
                    .isEqualTo(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xe9});
            assertThat(atApp.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe9});
        }
    }

    @Test
    void addsNothingWhenAFrameIsHalfSent() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes(SWITCH));
                    out.write(new byte[] {(byte) 0x82, 126, 1, 0, 'h', 'i'});
                    out.flush();
                    return in.read() >= 0;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(UPGRADE));
            TestOrigin.head(client.getInputStream());
            assertThat(client.getInputStream().readNBytes(6)).hasSize(6);

            router.close();

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void readsNextRequestWhenAppDoesNotSwitch() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
                    return true;
                });
        String next = "GET /next HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

        String answer = router.exchange(UPGRADE + next);

        assertThat(answer.split("HTTP/1.1 403 Forbidden\r\n", -1)).hasSize(3);
        assertThat(origin.heads()).hasSize(2);
        assertThat(origin.heads().get(1))
                .startsWith("GET /next HTTP/1.1\r\n")
                .contains("X-Forwarded-For");
    }

    @Test
    void slowsTheAppWhenClientReadsTunnelSlowly() throws Exception {
        long size = 200L << 20;
        AtomicLong written = new AtomicLong();
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes(SWITCH));
                    byte[] block = new byte[64 << 10];
                    while (written.get() < size) {
                        out.write(block);
                        written.addAndGet(block.length);
                    }
                    return false;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(UPGRADE));
            TestOrigin.head(client.getInputStream());
            long last = -1;
            while (written.get() == 0 || written.get() != last) {
                last = written.get();
                TimeUnit.MILLISECONDS.sleep(300); // the condition is that nothing happens
            }
            assertThat(last).isLessThan(64L << 20);
            client.getInputStream().skipNBytes(size);
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
