package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for much and take nothing of it: the router does not ask apps, nor answer, faster than they take. */
class BackPressureIntegrationTests {

    private static final String HOST = " HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String LAST = " HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

    @TempDir private Path home;

    /** A client that takes no more than a few kilobytes unless it reads. */
    private static Socket connect(TestRouter router) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), router.port()));
        return socket;
    }

    private static long untilStable(LongSupplier value) throws InterruptedException {
        long last = 0;
        while (last == 0 || value.getAsLong() != last) {
            last = value.getAsLong();
            TimeUnit.MILLISECONDS.sleep(300); // the condition is that nothing happens
        }
        return last;
    }

    @Test
    void asksNoFurtherAnswersOfAppWhenClientTakesNoneOfThoseBefore() throws Exception {
        int requests = 200;
        AtomicLong written = new AtomicLong();
        String content = "x".repeat(60_000);
        try (TestOrigin origin =
                        new TestOrigin(
                                (head, in, out) -> {
                                    out.write(
                                            Ascii.bytes(
                                                    "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"
                                                            + content));
                                    written.addAndGet(content.length());
                                    return true;
                                });
                TestRouter router = new TestRouter(home, origin.target());
                Socket client = connect(router)) {
            client.getOutputStream()
                    .write(
                            Ascii.bytes(
                                    ("GET /x" + HOST).repeat(requests - 1) + "GET /last" + LAST));

            assertThat(untilStable(written::get)).isLessThan(requests * 60_000L / 2);
            assertThat(client.getInputStream().readAllBytes().length)
                    .isGreaterThan(requests * 60_000);
            assertThat(origin.heads()).hasSize(requests);
        }
    }

    @Test
    void answersNoFurtherRequestsWhenClientTakesNoAnswers() throws Exception {
        int requests = 600;
        try (TestOrigin origin = TestOrigin.ok();
                TestRouter router = new TestRouter(home, origin.target());
                Socket client = connect(router)) {
            String page = "y".repeat(60_000);
            router.setPolicy(RoutePolicy.DEFAULT.withGate(Gate.maintenance(page)));
            String get = "GET / HTTP/1.1\r\nHost: app.test\r\nAccept: text/html\r\n";
            client.getOutputStream().write(Ascii.bytes((get + "\r\n").repeat(requests)));
            client.getOutputStream().write(Ascii.bytes(get + "Connection: close\r\n\r\n"));

            assertThat(untilStable(() -> router.stats().route("app").requests()))
                    .isLessThan(requests / 2);
            assertThat(count(client.getInputStream())).isGreaterThan(requests * 60_000L);
        }
    }

    private static long count(InputStream in) throws IOException {
        long count = 0;
        byte[] block = new byte[64 << 10];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            count += read;
        }
        return count;
    }
}
