package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are compressed on their way, and those that must not be. */
@Timeout(60)
class CompressionIntegrationTests {

    private static final String TEXT = "All work and no play makes Jack a dull boy. ".repeat(200);
    private static final String TYPE = "Content-Type: text/plain; charset=utf-8\r\n";
    private static final String BOTH = "Accept-Encoding: gzip, zstd\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
        router = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
        router.setPolicy(
                RoutePolicy.DEFAULT.withCodings(List.of(ContentCoding.ZSTD, ContentCoding.GZIP)));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    /** An answer with a head and a body that is as long as it says. */
    private void answer(String status, String fields, byte[] body) {
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n"
                                            .formatted(status, fields, body.length)));
                    if (!head.startsWith("HEAD")) {
                        out.write(body);
                    }
                    return true;
                });
    }

    private void answer(String fields) {
        answer("200 OK", fields, TEXT.getBytes(StandardCharsets.UTF_8));
    }

    /** A head, and the content without its chunks. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Received(String head, byte[] content) {

        String unpacked() throws IOException {
            InputStream packed = new ByteArrayInputStream(content);
            InputStream plain =
                    head.contains("\r\nContent-Encoding: zstd\r\n")
                            ? new ZstdInputStream(packed)
                            : head.contains("\r\nContent-Encoding: gzip\r\n")
                                    ? new GZIPInputStream(packed)
                                    : packed;
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Received get(String fields) throws IOException {
        return send("GET / HTTP/1.1\r\nHost: app.test\r\n" + fields + "Connection: close\r\n\r\n");
    }

    private Received send(String request) throws IOException {
        try (Socket client = router.connect()) {
            client.getOutputStream().write(Ascii.bytes(request));
            return received(client.getInputStream());
        }
    }

    private static Received received(InputStream in) throws IOException {
        String head = TestOrigin.head(in);
        if (!head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
            return new Received(head, in.readAllBytes());
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] chunk = chunk(in);
        while (chunk.length > 0) {
            content.writeBytes(chunk);
            chunk = chunk(in);
        }
        assertThat(in.read()).as("the end of the connection").isNegative();
        return new Received(head, content.toByteArray());
    }

    private static byte[] chunk(InputStream in) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            assertThat(c).as("a digit of a chunk's size").isPositive();
            size.append((char) c);
        }
        assertThat(in.read()).isEqualTo('\n');
        byte[] chunk = in.readNBytes(Integer.parseInt(size.toString(), 16));
        assertThat(in.readNBytes(2)).containsExactly('\r', '\n');
        return chunk;
    }

    @ParameterizedTest
    @EnumSource
    void compressesText(ContentCoding coding) throws IOException {
        answer(TYPE + "ETag: \"1\"\r\nAccept-Ranges: bytes\r\n");

        Received received = get("Accept-Encoding: " + coding.token() + "\r\n");

        assertThat(received.head())
                .contains("\r\nContent-Encoding: " + coding.token() + "\r\n")
                .contains("\r\nVary: Accept-Encoding\r\n")
                .contains("\r\nETag: W/\"1\"\r\n")
                .doesNotContain("Content-Length", "Accept-Ranges");
        assertThat(received.content()).hasSizeLessThan(TEXT.length() / 10);
        assertThat(received.unpacked()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void compressesWhatCannotBeCompressedAndIsLong(ContentCoding coding) throws IOException {
        byte[] noise = new byte[3 << 20];
        new Random(5).nextBytes(noise);
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        answer("200 OK", TYPE, text.getBytes(StandardCharsets.UTF_8));

        for (int i = 0; i < 3; i++) { // the third has a compressor that was used before
            Received received = get("Accept-Encoding: " + coding.token() + "\r\n");
            assertThat(received.unpacked()).isEqualTo(text);
        }
    }

    @Test
    void compressesOverHttp2() throws IOException {
        answer(TYPE);
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.get(1, "/", "accept-encoding", "gzip");
            java.util.Map<String, String> answer = client.answer(1);
            assertThat(answer)
                    .containsEntry("content-encoding", "gzip")
                    .containsEntry("vary", "Accept-Encoding")
                    .doesNotContainKey("content-length");
            byte[] body = answer.getOrDefault("body", "").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(new Received("\r\nContent-Encoding: gzip\r\n", body).unpacked())
                    .isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: image/png\r\n",
                "Content-Type: text/plain\r\nContent-Encoding: br\r\n",
                "Content-Type: text/plain\r\nCache-Control: public, No-Transform\r\n",
                "Content-Type: text/plain\r\nContent-Digest: sha-256=:AAAA:\r\n",
                "Content-Type: application/grpc\r\n",
                "X: y\r\n"
            })
    void leavesAloneWhatMustNotBeChanged(String fields) throws IOException {
        answer(fields);

        Received received = get(BOTH);

        assertThat(received.head())
                .contains("\r\nContent-Length: %d\r\n".formatted(TEXT.length()))
                .doesNotContain("gzip", "zstd", "Vary");
        assertThat(received.content()).hasSize(TEXT.length());
    }

    @Test
    void leavesPartsAndShortAnswersAndThoseToHeadAlone() throws IOException {
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        answer("206 Partial Content", TYPE + "Content-Range: bytes 0-9/99999\r\n", text);
        assertThat(get(BOTH).unpacked()).isEqualTo(TEXT);
        answer("200 OK", TYPE, "short".getBytes(StandardCharsets.UTF_8));
        assertThat(get(BOTH).head()).doesNotContain("Content-Encoding").contains("Length: 5\r\n");
        answer(TYPE);
        Received head =
                send("HEAD / HTTP/1.1\r\nHost: app.test\r\n" + BOTH + "Connection: close\r\n\r\n");
        assertThat(head.head()).doesNotContain("Content-Encoding");
        assertThat(head.content()).isEmpty();
        Received old = send("GET / HTTP/1.0\r\nHost: app.test\r\n" + BOTH + "\r\n");
        assertThat(old.unpacked()).isEqualTo(TEXT);
        assertThat(old.head()).doesNotContain("Content-Encoding");
    }

    @Test
    void saysThatItDependsOnTheClientWhenTheClientTakesNothing() throws IOException {
        answer(TYPE + "Vary: Cookie\r\n");

        Received received = get("Accept-Encoding: br\r\n");

        assertThat(received.head())
                .contains("\r\nVary: Cookie\r\n", "\r\nVary: Accept-Encoding\r\n")
                .contains("\r\nContent-Length: %d\r\n".formatted(TEXT.length()));
        answer(TYPE + "Vary: Cookie, Accept-Encoding\r\n");
        assertThat(get(BOTH).head()).containsOnlyOnce("Accept-Encoding");
    }

    @Test
    void compressesNothingUnlessThatIsWanted() throws IOException {
        router.setPolicy(RoutePolicy.DEFAULT);
        answer(TYPE);

        assertThat(get(BOTH).head()).doesNotContain("Content-Encoding", "Vary");
    }

    @ParameterizedTest
    @EnumSource
    void passesEventsOnAsTheyCome(ContentCoding coding) throws Exception {
        CountDownLatch[] steps = {
            new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)
        };
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"));
                    for (int i = 0; i < 3; i++) {
                        out.write(Ascii.bytes("9\r\ndata: %d\n\n\r\n".formatted(i)));
                        out.flush();
                        await(steps[i]);
                    }
                    out.write(Ascii.bytes("0\r\n\r\n"));
                    return true;
                });
        try (Socket client = router.connect()) {
            client.getOutputStream()
                    .write(
                            Ascii.bytes(
                                    "GET / HTTP/1.1\r\nHost: app.test\r\nAccept-Encoding: %s\r\nConnection: close\r\n\r\n"
                                            .formatted(coding.token())));
            InputStream in = client.getInputStream();
            assertThat(TestOrigin.head(in)).contains("Content-Encoding: " + coding.token());
            InputStream chunks = new Chunks(in);
            InputStream plain =
                    coding == ContentCoding.GZIP
                            ? new GZIPInputStream(chunks)
                            : new ZstdInputStream(chunks).setContinuous(true);
            for (int i = 0; i < 3; i++) {
                byte[] event = plain.readNBytes(9);
                assertThat(new String(event, StandardCharsets.US_ASCII))
                        .isEqualTo("data: %d\n\n".formatted(i));
                steps[i].countDown();
            }
            assertThat(plain.read()).isNegative();
        }
    }

    /** The content of chunks, each as it comes. */
    private static final class Chunks extends InputStream {

        private final InputStream in;
        private byte[] chunk = {};
        private int at;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        private boolean next() throws IOException {
            if (at == chunk.length && !ended) {
                chunk = chunk(in);
                at = 0;
                ended = chunk.length == 0;
            }
            return !ended;
        }

        @Override
        public int read() throws IOException {
            return next() ? chunk[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int start, int length) throws IOException {
            if (!next()) {
                return -1;
            }
            int count = Math.min(length, chunk.length - at);
            System.arraycopy(chunk, at, to, start, count);
            at += count;
            return count;
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void compressesSoManyAtOnceAndSendsTheOthersAsTheyAre() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 200 OK\r\n" + TYPE + "Connection: close\r\n\r\n"));
                    out.write(Ascii.bytes("first"));
                    out.flush();
                    await(go);
                    out.write(Ascii.bytes(" last"));
                    return false;
                });
        List<Socket> clients = new ArrayList<>();
        int compressed = 0;
        try {
            for (int i = 0; i < 160; i++) {
                Socket client = router.connect();
                client.setSoTimeout(30_000);
                clients.add(client);
                client.getOutputStream()
                        .write(
                                Ascii.bytes(
                                        "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n"
                                                + BOTH
                                                + "\r\n"));
            }
            List<String> heads = new ArrayList<>();
            for (Socket client : clients) {
                heads.add(TestOrigin.head(client.getInputStream()));
            }
            go.countDown();
            for (int i = 0; i < heads.size(); i++) {
                compressed += heads.get(i).contains("Content-Encoding") ? 1 : 0;
                InputStream all =
                        new java.io.SequenceInputStream(
                                new ByteArrayInputStream(
                                        heads.get(i).getBytes(StandardCharsets.ISO_8859_1)),
                                clients.get(i).getInputStream());
                assertThat(received(all).unpacked()).isEqualTo("first last");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(compressed).isBetween(64, 128); // 64 for each of two workers at most
        answer(TYPE);
        assertThat(get(BOTH).head()).contains("Content-Encoding: ");
    }

    @Test
    void takesCompressorsBackWhenClientsLeave() throws Exception {
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\n" + TYPE + "\r\nfirst"));
                    out.flush();
                    return in.read() >= 0;
                });
        for (int i = 0; i < 200; i++) {
            try (Socket client = router.connect()) {
                client.getOutputStream()
                        .write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n" + BOTH + "\r\n"));
                assertThat(TestOrigin.head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (router.stats().route("app").inFlight() > 0) {
            assertThat(System.nanoTime()).as("all are gone").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        answer(TYPE);
        for (int i = 0; i < 4; i++) { // on each worker
            assertThat(get(BOTH).head()).contains("Content-Encoding: zstd");
        }
    }
}
