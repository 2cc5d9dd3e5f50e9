package dev.sampan.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sampan.app.AppName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The smallest front door that a real git client talks to. */
final class GitHttpServer implements AutoCloseable {

    private static final Pattern PATH =
            Pattern.compile("/([^/]+)\\.git/(info/refs|git-upload-pack|git-receive-pack)");

    private final GitService git;
    private final PushHandler handler;

    /** Why nothing is done about what follows the first request of an exchange. */
    volatile Optional<String> refusal = Optional.empty();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    GitHttpServer(GitService git, PushHandler handler) throws IOException {
        this.git = git;
        this.handler = handler;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String url(String app) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + app + ".git";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            if (!path.matches()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            AppName app = AppName.parse(path.group(1));
            if (path.group(2).equals("info/refs")) {
                String service = exchange.getRequestURI().getQuery().substring("service=".length());
                reply(exchange, service, "advertisement");
                git.advertise(
                        app,
                        GitOperation.ofWireName(service).orElseThrow(),
                        exchange.getResponseBody());
            } else {
                reply(exchange, path.group(2), "result");
                serve(app, path.group(2), exchange);
            }
        }
    }

    private void serve(AppName app, String service, HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        OutputStream out = exchange.getResponseBody();
        if (refusal.isPresent()) {
            GitOperation operation = GitOperation.ofWireName(service).orElseThrow();
            git.refuse(operation, refusal.get(), in, out);
        } else if (service.equals("git-upload-pack")) {
            git.uploadPack(app, in, out, true);
        } else {
            git.receivePack(app, handler, in, out, null, true);
        }
    }

    private static void reply(HttpExchange exchange, String service, String part)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-" + service + "-" + part);
        exchange.sendResponseHeaders(200, 0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
