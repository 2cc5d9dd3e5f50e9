package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.certificate.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More clients than the router has room for. */
@Timeout(180)
class OverloadIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String CLOSE =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

    @TempDir private Path home;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private TestOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        origin.close();
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

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
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

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsClientsThatTakeNothingWhenMemoryIsScarce() throws Exception {
        publish(RouterSettings.DEFAULT);
        origin.setScript(
                (head, in, out) -> {
                    int size = head.contains("X-Large") ? 4 << 20 : 2;
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    out.write(new byte[size]);
                    return true;
                });
        try (RouterProcess router = new RouterProcess(home, "128m", "32m")) {
            router.awaitStart();
            for (int i = 0; i < 300; i++) {
                Socket socket = keep(router.connect("127.0.0.2"));
                send(socket, "GET / HTTP/1.1\r\nHost: app.test\r\nX-Large: 1\r\n\r\n");
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            int served = 0;
            while (served < 20) {
                assertThat(System.nanoTime()).as("requests are answered again").isLessThan(end);
                String head = ask(router);
                if (head.startsWith("HTTP/1.1 200 ")) {
                    served++;
                } else {
                    assertThat(head).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: ");
                    served = 0;
                    pause(50);
                }
            }
            // Answers that were on their way may find no room; they alone are broken off, with a
            // line.
            assertThat(router.log()).doesNotContain("Error");
        }
    }

    private static String ask(RouterProcess router) throws IOException {
        try (Socket socket = router.connect("127.0.0.1")) {
            send(socket, CLOSE);
            return answer(socket);
        }
    }

    @Test
    void tellsWhoFindsNoRoomToComeAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
        RouterSettings d = RouterSettings.DEFAULT;
        RouterSettings ten =
                new RouterSettings(
                        d.headerRead(),
                        d.bodyIdle(),
                        d.connect(),
                        d.responseHeader(),
                        d.keepAlive(),
                        d.tunnelIdle(),
                        0,
                        10);
        try (TestRouter router = TestRouter.http2(home, ten, origin.target())) {
            byte[] pem = SelfSigned.of(List.of("app.test"), Duration.ofDays(1)).toPem();
            Certificate own =
                    new Certificate(
                            "own",
                            new CertificateFiles(home).store("own", pem),
                            List.of("app.test"),
                            Certificate.Use.SERVER);
            router.publisher().publish(table -> table.withCertificates(List.of(own)));
            for (int i = 0; i < 10; i++) {
                send(keep(router.connect()), GET);
            }
            while (router.stats().route("app").inFlight() < 10) {
                pause(5);
            }
            for (int i = 0; i < 3; i++) {
                try (Socket late = router.connect()) {
                    send(late, GET);
                    assertThat(answer(late))
                            .startsWith("HTTP/1.1 503 ")
                            .contains("\r\nRetry-After: 2\r\n");
                    assertThat(late.getInputStream().read()).isNegative();
                }
            }
            try (TlsClient late = TlsClient.connect(router.securePort(), "app.test", "http/1.1")) {
                late.send(GET);
                assertThat(late.rest()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 2\r\n");
            }
            try (TlsClient tls = TlsClient.connect(router.securePort(), "app.test", "h2");
                    TestHttp2Client late = new TestHttp2Client(tls.socket())) {
                late.sendRaw(Http2Connection.PREFACE);
                late.settings();
                assertThat(late.end()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
            }
            go.countDown();
            for (Socket socket : sockets) {
                assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
                socket.close();
            }
            while (router.stats().connections() > 0) {
                pause(5);
            }
            assertThat(router.exchange(CLOSE)).endsWith("ok");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
