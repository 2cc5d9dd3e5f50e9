package dev.sampan.scheduler;

import dev.sampan.app.HealthCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks an instance once whether a check holds: from outside the container, or by a program inside. */
@Component
class HealthProbe {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final long BODY_LIMIT = 1 << 20;

    private final InstanceView view;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    HealthProbe(InstanceView view) {
        this.view = view;
    }

    /**
     * Asks an instance.
     *
     * @param host the host name to ask for
     */
    Finding ask(HealthCheck check, Instance instance, String host) throws InterruptedException {
        int port = check.port().orElse(instance.port());
        if (check.path().isPresent()) {
            return answers(instance.address(), port, check, check.path().get(), host);
        }
        if (!check.command().isEmpty()) {
            Optional<String> failure = view.exec(instance, check.command(), check.timeout());
            return failure.map(Finding::wrong).orElse(Finding.GOOD);
        }
        return check.listening() ? listening(instance.address(), port) : Finding.GOOD;
    }

    private static Finding listening(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT_TIMEOUT.toMillis());
            return Finding.GOOD;
        } catch (IOException e) {
            return Finding.deaf(port);
        }
    }

    private Finding answers(
            InetAddress address, int port, HealthCheck check, String path, String host)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://" + address.getHostAddress() + ":" + port + path))
                        .timeout(check.timeout())
                        .setHeader("Host", host);
        check.httpHeaders().forEach(header -> request.setHeader(header.name(), header.value()));
        try {
            HttpResponse<String> response =
                    client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofString(), BODY_LIMIT));
            if (response.statusCode() < 200 || response.statusCode() > 399) {
                return Finding.wrong(
                        "GET " + path + " was answered with status " + response.statusCode());
            }
            return check.content()
                    .filter(text -> !response.body().contains(text))
                    .map(
                            text ->
                                    Finding.wrong(
                                            "GET %s was answered without the text '%s'"
                                                    .formatted(path, text)))
                    .orElse(Finding.GOOD);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return Finding.deaf(port);
        } catch (HttpTimeoutException e) {
            return Finding.wrong(
                    "GET %s was not answered within %d s"
                            .formatted(path, check.timeout().toSeconds()));
        } catch (IOException e) {
            return Finding.wrong("GET " + path + " was not answered: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
