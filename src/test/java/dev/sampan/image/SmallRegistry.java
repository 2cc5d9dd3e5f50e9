package dev.sampan.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry on a free port of this machine that can be told to misbehave. */
final class SmallRegistry implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> referrers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Each request: method, path, range, and whether a login came with it. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final AtomicInteger breakAfterHalf = new AtomicInteger();
    final AtomicInteger stallAfterHalf = new AtomicInteger();
    final AtomicInteger failing = new AtomicInteger();
    volatile String challenge = "";
    volatile String accepted = "";
    volatile String redirectTo = "";
    volatile boolean ranges = true;

    SmallRegistry() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                        0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    SmallRegistry put(String name, SampleImage image) {
        manifest(name, image.manifest());
        blob(image.config());
        image.packed().forEach(this::blob);
        return this;
    }

    void manifest(String version, byte[] manifest) {
        manifests.put(version, manifest);
        manifests.put(Digest.of(manifest).value(), manifest);
    }

    /** Lists what refers to an image; without, the registry does not know of such lists. */
    void referrers(Digest image, byte[] list) {
        referrers.put(image.value(), list);
    }

    void blob(byte[] content) {
        blobs.put(Digest.of(content).value(), content);
    }

    void replaceBlob(byte[] content, byte[] other) {
        blobs.put(Digest.of(content).value(), other);
    }

    List<String> blobRequests() {
        return requests.stream().filter(line -> line.contains("/blobs/")).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(
                    "%s %s %s"
                            .formatted(
                                    exchange.getRequestURI(),
                                    range == null ? "-" : range,
                                    authorization == null ? "-" : authorization));
            if (path.equals("/token")) {
                send(exchange, 200, "{\"token\": \"abc\"}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (!accepted.isEmpty() && !accepted.equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
                send(exchange, 401, new byte[0]);
                return;
            }
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (path.contains("/manifests/") && manifests.containsKey(last)) {
                send(exchange, 200, manifests.get(last));
            } else if (path.contains("/referrers/") && referrers.containsKey(last)) {
                send(exchange, 200, referrers.get(last));
            } else if (path.contains("/blobs/") && blobs.containsKey(last)) {
                blob(exchange, blobs.get(last), last, range);
            } else {
                send(exchange, path.equals("/v2/") ? 200 : 404, new byte[0]);
            }
        }
    }

    private void blob(HttpExchange exchange, byte[] content, String digest, String range)
            throws IOException {
        if (!redirectTo.isEmpty()) {
            exchange.getResponseHeaders().add("Location", redirectTo + "/v2/x/blobs/" + digest);
            send(exchange, 307, new byte[0]);
            return;
        }
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, new byte[0]);
            return;
        }
        int begin = 0;
        if (range != null && ranges) {
            begin = Integer.parseInt(range.replaceAll("[^0-9]", ""));
            exchange.getResponseHeaders()
                    .add(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(begin, content.length - 1, content.length));
        }
        byte[] rest = Arrays.copyOfRange(content, begin, content.length);
        boolean broken = breakAfterHalf.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        boolean stalled = stallAfterHalf.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        exchange.sendResponseHeaders(begin > 0 ? 206 : 200, rest.length);
        OutputStream body = exchange.getResponseBody();
        if (broken || stalled) {
            body.write(rest, 0, rest.length / 2);
            body.flush();
            if (stalled) {
                await();
            }
            return;
        }
        body.write(rest);
    }

    private void await() {
        try {
            if (!closed.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the registry was not closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] content) {
        try {
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            if (content.length > 0) {
                exchange.getResponseBody().write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
