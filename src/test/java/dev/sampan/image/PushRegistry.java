package dev.sampan.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry to push to, on a free port of this machine, that can be told to misbehave. */
final class PushRegistry implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

    /** Each request: method, address, Content-Range, Authorization. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** How many chunks are taken by half, whereupon the connection breaks off. */
    final AtomicInteger breaking = new AtomicInteger();

    /** How many ends of uploads fail. */
    final AtomicInteger failing = new AtomicInteger();

    volatile String challenge = "";
    volatile String accepted = "";
    volatile boolean forgetful;

    /** Where uploads go on: this registry, unless another one is named. */
    volatile String uploadsAt = "";

    volatile boolean denying;

    PushRegistry() throws IOException {
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

    List<String> requests(String method) {
        return requests.stream().filter(line -> line.startsWith(method + " ")).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            requests.add(
                    "%s %s %s %s"
                            .formatted(
                                    method,
                                    exchange.getRequestURI(),
                                    exchange.getRequestHeaders().getFirst("Content-Range"),
                                    exchange.getRequestHeaders().getFirst("Authorization")));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (path.equals("/token")) {
                send(exchange, 200, "{\"access_token\": \"abc\"}");
            } else if (!accepted.isEmpty() && !accepted.equals(authorization)) {
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
                send(exchange, 401, "");
            } else if (method.equals("HEAD")) {
                exchange.sendResponseHeaders(blobs.containsKey(last) ? 200 : 404, -1);
            } else if (path.contains("/manifests/")) {
                manifests.put(last, exchange.getRequestBody().readAllBytes());
                send(exchange, 201, "");
            } else if (method.equals("POST")) {
                begin(exchange);
            } else {
                upload(exchange, method, last);
            }
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        if (denying) {
            send(exchange, 403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not\\nyours\"}]}");
            return;
        }
        String id = "u" + next.incrementAndGet();
        uploads.put(id, new byte[0]);
        exchange.getResponseHeaders().add("Location", uploadsAt + "/v2/uploads/" + id + "?state=1");
        send(exchange, 202, "");
    }

    private void upload(HttpExchange exchange, String method, String id) throws IOException {
        byte[] have = uploads.get(id);
        if (have == null || (forgetful && method.equals("GET"))) {
            send(exchange, 404, "");
            return;
        }
        exchange.getResponseHeaders().add("Location", "/v2/uploads/" + id + "?state=2");
        switch (method) {
            case "GET" -> {
                exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, have.length - 1));
                exchange.sendResponseHeaders(204, -1);
            }
            case "PATCH" -> append(exchange, id, have);
            default -> finish(exchange, id, have);
        }
    }

    private void append(HttpExchange exchange, String id, byte[] have) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        long begin = range == null ? 0 : Long.parseLong(range.split("-", 2)[0]);
        if (begin != have.length) {
            send(exchange, 416, "");
            return;
        }
        long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
        boolean breaks = breaking.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        InputStream body = exchange.getRequestBody();
        byte[] more = body.readNBytes((int) (breaks ? length / 2 : length));
        byte[] all = Arrays.copyOf(have, have.length + more.length);
        System.arraycopy(more, 0, all, have.length, more.length);
        uploads.put(id, all);
        if (!breaks) {
            send(exchange, 202, "");
        }
    }

    private void finish(HttpExchange exchange, String id, byte[] content) throws IOException {
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, "busy");
            return;
        }
        String digest = Digest.of(content).value();
        boolean right = exchange.getRequestURI().getQuery().endsWith("digest=" + digest);
        if (right) {
            blobs.put(digest, content);
            uploads.remove(id);
        }
        send(exchange, right ? 201 : 400, "");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
