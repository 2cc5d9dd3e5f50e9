package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The control plane on a free port, over a machine that is not there, with apps in every state. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "sampan.ssh.port=0",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.metrics.sample-interval=100ms"
        })
@Import(FakeMachine.class)
abstract class DashboardContext {

    private static final Path HOME = temporaryHome();

    @LocalServerPort private int port;
    @Autowired private ApplicationContext context;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> HOME);
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:dashboard;DB_CLOSE_DELAY=-1");
    }

    @BeforeEach
    void installApps() throws Exception {
        new DashboardFixture(context).install();
    }

    final String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    final <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    final <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /** Signs somebody in, as the form of the page does. */
    final void signIn(WebClient client, String name, String password) throws Exception {
        client.get(url("/login"));
        HttpResponse<String> answer =
                client.post(url("/login"), Map.of("username", name, "password", password));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("error");
        client.get(url("/"));
    }

    static String password() throws IOException {
        return Files.readString(HOME.resolve("secrets/admin-password")).strip();
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("sampan-dashboard-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
