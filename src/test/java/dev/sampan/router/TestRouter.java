package dev.sampan.router;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A router in this process with one route, `app` at the host `app.test`. */
final class TestRouter implements AutoCloseable {

    private final RouterOptions options;
    private final Router router;
    private final Path home;
    private final RouteTablePublisher publisher;

    /** A system property, with which tests of the router run with `io_uring`, too. */
    static final String IO = "sampan.router.io";

    private final AtomicBoolean closed = new AtomicBoolean();

    TestRouter(Path home, RouterSettings settings, Target... targets) {
        this(home, settings, false, targets);
    }

    /** One whose clients may speak HTTP/2 without TLS. */
    static TestRouter http2(Path home, RouterSettings settings, Target... targets) {
        return new TestRouter(home, settings, true, targets);
    }

    private TestRouter(Path home, RouterSettings settings, boolean http2, Target... targets) {
        this.home = home;
        publisher = new RouteTablePublisher(home, Duration.ofSeconds(5));
        publisher.publish(
                table ->
                        table.withSettings(settings)
                                .with(
                                        new Route(
                                                "app",
                                                List.of("app.test", "*.wild.test"),
                                                List.of(targets))));
        options =
                new RouterOptions(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                home,
                                2,
                                Duration.ofMillis(http2 ? 3000 : 300),
                                http2,
                                1 << 20)
                        .withIo(Transport.parse(System.getProperty(IO, "epoll")));
        router = Router.start(options);
    }

    /** Starts another router that follows the one that takes connections, which is this one at first. */
    Router follow() {
        return Router.start(options.following());
    }

    RouterOptions options() {
        return options;
    }

    TestRouter(Path home, Target... targets) {
        this(home, RouterSettings.DEFAULT, targets);
    }

    int port() {
        return router.port();
    }

    int securePort() {
        return router.securePort();
    }

    Router router() {
        return router;
    }

    RouteTablePublisher publisher() {
        return publisher;
    }

    /** Gives the route another policy, and returns when every worker has it. */
    void setPolicy(RoutePolicy policy) {
        Publication done =
                publisher.publish(t -> t.with(t.find("app").orElseThrow().withPolicy(policy)));
        if (!done.acknowledged()) {
            throw new IllegalStateException("The router did not take the policy: " + done.detail());
        }
    }

    /** Lets the app take bodies of any size. */
    void takeAnySize() {
        setPolicy(RoutePolicy.DEFAULT.withLimits(RequestLimits.DEFAULT.withMaxBodyBytes(0)));
    }

    RouterControl control() {
        return new RouterControl(home);
    }

    RouterStats stats() {
        return router.stats();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends bytes and returns all that comes back until the router closes. */
    String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** The same in single bytes, so that every place in a message is once the end of a read. */
    String exchangeByteByByte(String request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                for (byte b : request.getBytes(StandardCharsets.ISO_8859_1)) {
                    out.write(b);
                }
            } catch (IOException e) {
                return "reset while sending: " + e.getMessage();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            router.close();
        }
    }
}
