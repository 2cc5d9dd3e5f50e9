package dev.sampan.image;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.stereotype.Component;

/** What all registries are asked with. */
@Component
final class RegistryConnections implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final RegistryProperties properties;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("registry-stall").factory());

    /** Redirects are followed by us: a login must not go along to another host. */
    private final HttpClient http =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_LIMIT)
                    .build();

    RegistryConnections(RegistryProperties properties) {
        this.properties = properties;
    }

    HttpClient http() {
        return http;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    RegistryProperties properties() {
        return properties;
    }

    @Override
    public void close() {
        http.shutdownNow();
        timer.shutdownNow();
    }
}
