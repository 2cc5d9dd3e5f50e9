package dev.sampan.git;

import dev.sampan.app.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Fetches archives from other machines, never from a private network, and not for longer than it may take. */
@Component
final class ArchiveDownload {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;

    private final RemoteSources sources;
    private final RemoteSourceProperties bounds;

    ArchiveDownload(RemoteSources sources, RemoteSourceProperties bounds) {
        this.sources = sources;
        this.bounds = bounds;
    }

    /** What is done with an archive as it comes. */
    interface Taker<T> {

        T take(InputStream archive) throws InterruptedException;
    }

    /**
     * Fetches one.
     *
     * @param address with http or https
     * @throws SourceExportException when it cannot be reached, or takes too long
     */
    <T> T fetch(URI address, Taker<T> taker) throws InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            HttpResponse<InputStream> response = answer(client, address);
            try (InputStream body = response.body()) {
                // Reading from a body that is closed fails at once.
                CompletableFuture.delayedExecutor(
                                bounds.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> close(body));
                return taker.take(body);
            } finally {
                client.shutdownNow();
            }
        } catch (IOException e) {
            throw failed(address, String.valueOf(e.getMessage()), e);
        }
    }

    private HttpResponse<InputStream> answer(HttpClient client, URI address)
            throws IOException, InterruptedException {
        URI next = address;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            requireWeb(next);
            HttpRequest request = HttpRequest.newBuilder(next).timeout(bounds.timeout()).build();
            HttpResponse<InputStream> response;
            try (var _ = sources.checkAddress(next)) {
                response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            }
            if (response.statusCode() == 200) {
                return response;
            }
            response.body().close();
            if (!REDIRECTS.contains(response.statusCode())) {
                throw failed(address, "it is answered with " + response.statusCode(), null);
            }
            next =
                    next.resolve(
                            response.headers()
                                    .firstValue("Location")
                                    .orElseThrow(
                                            () ->
                                                    failed(
                                                            address,
                                                            "it is redirected nowhere",
                                                            null)));
        }
        throw failed(address, "it is redirected too often", null);
    }

    /**
     * Makes sure that an address is one of the web.
     *
     * @throws RefusedException when it is not
     */
    static void requireWeb(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || address.getHost() == null) {
            throw RefusedException.invalid(
                    "'%s' cannot be fetched. Write an address that begins with https:// or http://"
                            .formatted(RemoteSources.shown(address)));
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceExportException failed(
            URI address, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new SourceExportException(
                "The archive '%s' cannot be fetched: %s"
                        .formatted(RemoteSources.shown(address), why),
                cause);
    }
}
