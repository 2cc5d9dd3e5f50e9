package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apps that answer before they have read a request, and clients that go on sending it. */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are the point
@Timeout(120)
class EarlyAnswerIntegrationTests {

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            out.write(
                                    Ascii.bytes(
                                            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"));
                            return true;
                        });
        router = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
        router.takeAnySize();
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    /** As many clients do, and many slow ones for longer than a connection waits for its end. */
    @Test
    void answersWhenClientReadsOnlyBehindTheLastByteItSends() throws Exception {
        try (Socket socket = router.connect()) {
            socket.getOutputStream().write(head(16_000));
            for (int i = 0; i < 16; i++) {
                TimeUnit.MILLISECONDS.sleep(200); // the client is slow
                socket.getOutputStream().write(new byte[1000]);
            }
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("Connection: close\r\n")
                    .endsWith("no");
        }
        Await.until("in time", () -> router.stats().connections() == 0);
    }

    @Test
    void asksForNoMoreOfAStreamThatIsAnswered() throws Exception {
        try (TestHttp2Client client = new TestHttp2Client(router)) {
            client.post(1, "/", "content-length", "20000");
            client.send(0, 0, 1, new byte[1000]);
            assertThat(client.answer(1))
                    .containsEntry(":status", "413")
                    .containsEntry("body", "no");
            TestHttp2Client.Frame reset = client.await(frame -> frame.type() == 3);
            assertThat(Http2Error.of(reset.number(0))).isEqualTo(Http2Error.NO_ERROR);
            client.send(0, 0, 1, new byte[1000]); // was on its way
            client.post(3, "/");
            assertThat(client.answer(3)).containsEntry(":status", "413");
        }
    }

    @Test
    void endsConnectionWhenClientSendsNothingMore() throws Exception {
        try (Socket socket = router.connect()) {
            socket.getOutputStream().write(head(20_000));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
            Await.until("in time", () -> router.stats().connections() == 0);
        }
    }

    @Test
    void letsGoOfAnUploadWhenItsClientEndsWithinIt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    try {
                        return never.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
        try (Socket socket = router.connect()) {
            socket.getOutputStream().write(head(2_000_000));
            socket.getOutputStream().write(new byte[1_000_000]);
            socket.shutdownOutput();

            Await.until("in time", () -> router.stats().connections() == 0);
            Await.until("in time", () -> router.stats().route("app").inFlight() == 0);
        } finally {
            never.countDown();
        }
    }

    private static byte[] head(int length) {
        return Ascii.bytes(
                "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + length + "\r\n\r\n");
    }
}
