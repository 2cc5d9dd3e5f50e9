package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 with bytes that nobody thought of: random frames, and right ones with single bytes changed. */
@Timeout(180)
class HostileBytesIntegrationTests {

    private static final int CONNECTIONS = 500;

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            TestOrigin.body(head, in);
                            out.write(
                                    Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                            return true;
                        });
        router = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    @Test
    void endsCleanlyOrGoesOnWhateverComes() throws Exception {
        for (int seed = 0; seed < CONNECTIONS; seed++) {
            Random random = new Random(seed);
            byte[] frames = seed % 2 == 0 ? frames(random) : mutated(frames(random), random);
            try (TestHttp2Client client = new TestHttp2Client(router)) {
                client.sendRaw(frames);
                // Whatever frame has begun is complete now.
                client.sendRaw(pings());
                TestHttp2Client.Frame last;
                try {
                    client.stopAcknowledging();
                    last =
                            client.await(
                                    frame ->
                                            frame.type() == 7
                                                    || (frame.type() == 6 && frame.flags() == 1));
                } catch (IOException e) {
                    throw new AssertionError(
                            "connection of seed " + seed + " ended without a word", e);
                }
                assertThat(last.type()).as("seed %d", seed).isIn(6, 7);
                if (last.type() == 7) {
                    assertThat(Http2Error.of(last.number(4)))
                            .as("seed %d", seed)
                            .isNotEqualTo(Http2Error.INTERNAL_ERROR);
                }
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (router.stats().connections() > 0 || router.stats().route("app").inFlight() > 0) {
            assertThat(System.nanoTime()).as("all has ended").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static byte[] pings() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            out.writeBytes(TestHttp2Client.frame(6, 0, 0, new byte[8]));
        }
        return out.toByteArray();
    }

    /** Frames that are right one by one, in any order. */
    private static byte[] frames(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(12);
        int next = 1;
        for (int i = 0; i < count; i++) {
            int stream = random.nextInt(4) == 0 ? random.nextInt(12) : Math.max(1, next - 2);
            int flags = random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(2);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    byte[] block = block(random);
                    out.writeBytes(TestHttp2Client.frame(1, 4 | flags, next, block));
                    next += 2;
                }
                case 4, 5 ->
                        out.writeBytes(TestHttp2Client.frame(0, flags, stream, bytes(random, 300)));
                case 6 -> out.writeBytes(TestHttp2Client.frame(3, 0, stream, bytes(random, 5)));
                case 7 -> {
                    byte[] settings = new byte[6 * random.nextInt(4)];
                    for (int at = 0; at < settings.length; at += 6) {
                        settings[at + 1] = (byte) random.nextInt(10);
                        byte[] value =
                                TestHttp2Client.number(random.nextInt() >>> random.nextInt(32));
                        System.arraycopy(value, 0, settings, at + 2, 4);
                    }
                    out.writeBytes(TestHttp2Client.frame(4, 0, 0, settings));
                }
                case 8 ->
                        out.writeBytes(
                                TestHttp2Client.frame(
                                        8,
                                        0,
                                        stream,
                                        TestHttp2Client.number(
                                                random.nextInt() >>> random.nextInt(32))));
                case 9 -> {
                    byte[] block = block(random);
                    int cut = random.nextInt(block.length);
                    out.writeBytes(
                            TestHttp2Client.frame(1, flags & 1, next, Arrays.copyOf(block, cut)));
                    out.writeBytes(
                            TestHttp2Client.frame(
                                    9, 4, next, Arrays.copyOfRange(block, cut, block.length)));
                    next += 2;
                }
                case 10 -> out.writeBytes(TestHttp2Client.frame(2, 0, stream, new byte[5]));
                default ->
                        out.writeBytes(
                                TestHttp2Client.frame(
                                        random.nextInt(16), flags, stream, bytes(random, 40)));
            }
        }
        return out.toByteArray();
    }

    private static byte[] block(Random random) {
        List<String> more = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            more.addAll(List.of("content-length", "" + random.nextInt(400)));
        }
        if (random.nextInt(3) == 0) {
            more.addAll(List.of("x-" + random.nextInt(3), "v".repeat(random.nextInt(300))));
        }
        String method = List.of("GET", "POST", "HEAD", "CONNECT").get(random.nextInt(4));
        if (method.equals("CONNECT")) {
            more.addAll(0, List.of(":protocol", "websocket"));
        }
        return TestHttp2Client.request(method, "/", more.toArray(String[]::new));
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] frames, Random random) {
        byte[] changed = frames.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(changed, random.nextInt(changed.length) + 1)
                : changed;
    }
}
