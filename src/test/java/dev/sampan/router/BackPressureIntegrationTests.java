package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
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

    /** How many connections of this machine to a port are open in both directions. */
    private static long established(int port) {
        String remote = ":%04X".formatted(port);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/self/net", table)))
                .map(line -> line.strip().split("\\s+", 5))
                .filter(words -> words[2].endsWith(remote) && words[3].equals("01"))
                .count();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static RouterSettings impatient() {
        return new RouterSettings(
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(75),
                Duration.ofHours(1),
                0,
                1000);
    }

    @Test
    void endsConnectionOfPortWhenClientTakesNothingOfItsEnd() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        int size = 150_000;
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket app = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                TestRouter router = new TestRouter(home, impatient(), new Target("127.0.0.1", 1));
                Socket client = new Socket()) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket socket = app.accept()) {
                                    socket.getInputStream().readAllBytes();
                                    socket.getOutputStream().write(new byte[size]);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                } finally {
                                    done.countDown();
                                }
                            });
            PortMap map =
                    new PortMap(
                            PortMap.Kind.TCP, port, app.getLocalPort(), PortMap.ProxyHeader.NONE);
            router.setPolicy(RoutePolicy.DEFAULT.withPorts(List.of(map)));
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.shutdownOutput();
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            await(() -> router.stats().route("app").inFlight() == 0);

            await(() -> router.stats().connections() == 0);
            assertThat(taken(client)).isLessThan(size);
        }
    }

    private static int taken(Socket client) {
        int count = 0;
        try {
            for (int b = client.getInputStream().read();
                    b >= 0;
                    b = client.getInputStream().read()) {
                count++;
            }
        } catch (IOException e) {
            return count; // it was reset, after what had come
        }
        return count;
    }

    @Test
    void endsWebSocketToAppThatTakesNothingWhenItsClientIsGone() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (TestOrigin origin =
                        new TestOrigin(
                                (head, in, out) -> {
                                    out.write(
                                            Ascii.bytes(
                                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
                                    out.flush();
                                    try {
                                        return gone.await(60, TimeUnit.SECONDS);
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    }
                                });
                TestRouter router = new TestRouter(home, impatient(), origin.target());
                Socket client = connect(router)) {
            client.getOutputStream()
                    .write(
                            Ascii.bytes(
                                    "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            TestOrigin.head(client.getInputStream());
            AtomicLong sent = new AtomicLong();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    while (true) {
                                        client.getOutputStream().write(new byte[4096]);
                                        sent.addAndGet(4096);
                                    }
                                } catch (IOException e) {
                                    return; // closed below
                                }
                            });
            untilStable(sent::get);
            assertThat(established(origin.target().port())).isEqualTo(1);
            reset(client);

            await(() -> established(origin.target().port()) == 0);
            gone.countDown();
        }
    }
}
