package dev.sampan.scheduler;

import dev.sampan.app.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks an instance once whether a check holds, from outside the container. */
final class HealthProbe {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final long BODY_LIMIT = 1 << 20;

    static {
        // An app may serve several host names and knows its own only: the JDK's client lets callers
        // set Host only so.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    /** Empty when the port is open, otherwise the reason why it is not. */
    Optional<String> listening(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT_TIMEOUT.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("nothing listens on port " + port);
        }
    }

    /** Empty when the answer is good, otherwise the reason why it is not. */
    Optional<String> answers(
            InetAddress address, int port, HealthCheck check, String path, String host)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://" + address.getHostAddress() + ":" + port + path))
                        .timeout(check.timeout())
                        .header("Host", host);
        check.httpHeaders().forEach(header -> request.header(header.name(), header.value()));
        try {
            HttpResponse<String> response =
                    client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofString(), BODY_LIMIT));
            if (response.statusCode() < 200 || response.statusCode() > 399) {
                return Optional.of(
                        "GET " + path + " was answered with status " + response.statusCode());
            }
            return check.content()
                    .filter(text -> !response.body().contains(text))
                    .map(text -> "GET " + path + " was answered without the text '" + text + "'");
        } catch (IOException e) {
            return Optional.of("GET " + path + " was not answered: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
