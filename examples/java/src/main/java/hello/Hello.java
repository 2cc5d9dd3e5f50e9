package hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** A Spring Boot application on the HTTP server that Java brings. */
@SpringBootApplication
public class Hello {

    public static void main(String[] arguments) {
        SpringApplication.run(Hello.class, arguments);
    }

    @Component
    static class Server implements SmartLifecycle {

        private final int port;
        private HttpServer server;

        Server(@Value("${server.port:5000}") int port) {
            this.port = port;
        }

        @Override
        public void start() {
            try {
                server = HttpServer.create(new InetSocketAddress(port), 0);
            } catch (IOException e) {
                throw new IllegalStateException("Port " + port + " cannot be listened on", e);
            }
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> reply(exchange, "hello from Java\n"));
            server.createContext(
                    "/heap",
                    exchange -> reply(exchange, (Runtime.getRuntime().maxMemory() >> 20) + " MiB\n"));
            server.start();
        }

        private static void reply(HttpExchange exchange, String text) throws IOException {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        @Override
        public void stop() {
            server.stop(5);
            server = null;
        }

        @Override
        public boolean isRunning() {
            return server != null;
        }
    }
}
