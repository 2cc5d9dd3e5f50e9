package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.HttpHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One question at a time, over real sockets. */
class HealthProbeIntegrationTests {

    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final HealthProbe probe = new HealthProbe(new Commands());
    private HttpServer server;

    /** Fails every command but `true`. */
    private static final class Commands implements InstanceView {

        @Override
        public Optional<String> exec(Instance instance, List<String> command, Duration limit) {
            return Optional.of("command exited with code 1");
        }

        @Override
        public List<String> lastLines(Instance instance) {
            return List.of();
        }
    }

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestHeaders()
                            .forEach((name, values) -> asked.put(name, String.join(",", values)));
                    int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
                    byte[] body = "all is well".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void takesStatusesFrom200To399AndSendsHeaders() throws Exception {
        HealthCheck check =
                InstanceFixture.path("/302", "", List.of(new HttpHeader("X-Probe", "1")));
        assertThat(ask(check)).isEqualTo(Finding.GOOD);
        assertThat(asked).containsEntry("Host", "shop.localhost").containsEntry("X-probe", "1");
        HealthCheck other =
                InstanceFixture.path("/200", "", List.of(new HttpHeader("Host", "other.test")));
        assertThat(ask(other)).isEqualTo(Finding.GOOD);
        assertThat(asked).containsEntry("Host", "other.test");
    }

    @Test
    void saysWhatIsWrongWithAnAnswer() throws Exception {
        assertThat(ask(InstanceFixture.path("/404", "", List.of())))
                .isEqualTo(Finding.wrong("GET /404 was answered with status 404"));
        assertThat(ask(InstanceFixture.path("/200", "well", List.of()))).isEqualTo(Finding.GOOD);
        assertThat(ask(InstanceFixture.path("/200", "ill", List.of())))
                .isEqualTo(Finding.wrong("GET /200 was answered without the text 'ill'"));
        assertThat(ask(InstanceFixture.command(1)))
                .isEqualTo(Finding.wrong("command exited with code 1"));
    }

    @Test
    void tellsSilenceFromAWrongAnswer() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThat(
                        probe.ask(
                                InstanceFixture.path("/200", 1),
                                InstanceFixture.web(closed),
                                "shop.localhost"))
                .isEqualTo(Finding.deaf(closed));
    }

    private Finding ask(HealthCheck check) throws Exception {
        return probe.ask(
                check, InstanceFixture.web(server.getAddress().getPort()), "shop.localhost");
    }
}
