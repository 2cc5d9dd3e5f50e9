package dev.sampan.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks one registry: follows redirects without taking the login along to other hosts, and gets a token when it wants one.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">distribution-spec</a>
 */
final class RegistryClient {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 5;
    private static final int LARGEST_TOKEN = 1 << 20;
    private static final int LARGEST_FAILURE = 1 << 16;
    private static final int UNAUTHORIZED = 401;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final RegistryAddress addresses;
    private final RegistryProperties properties;
    private final ScheduledExecutorService timer;
    private final String registry;
    private final Optional<RegistryLogin> login;
    private volatile @Nullable String authorization;

    RegistryClient(
            RegistryConnections connections, String registry, Optional<RegistryLogin> login) {
        this.http = connections.http();
        this.timer = connections.timer();
        this.properties = connections.properties();
        this.addresses = new RegistryAddress(properties);
        this.registry = registry;
        this.login = login;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param response what came before the body
     * @param body to be closed by the one who asked
     */
    record Answer(int status, HttpResponse<?> response, InputStream body) implements AutoCloseable {

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** What the registry says about a failure, for people; otherwise its status. */
        String failure() {
            try {
                JsonNode first =
                        JSON.readTree(body.readNBytes(LARGEST_FAILURE)).path("errors").path(0);
                String code = first.path("code").asString("");
                String message = first.path("message").asString("");
                if (!message.isEmpty() || !code.isEmpty()) {
                    String text = (code + " " + message).strip().replaceAll("\\p{Cntrl}", " ");
                    return "status %d, %s"
                            .formatted(status, text.substring(0, Math.min(300, text.length())));
                }
            } catch (IOException | JacksonException e) {
                return "status " + status;
            }
            return "status " + status;
        }

        byte[] read(int most, String what) throws IOException {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new RegistryException("%s is larger than %d bytes".formatted(what, most));
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Where a path below `/v2/` is. */
    URI address(String path) {
        return addresses.base(registry).resolve(path);
    }

    /** Asks for a path below `/v2/`; a status of any kind is an answer, except that no login was accepted. */
    Answer get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        return ask("GET", address(path), headers, FileBody.NONE);
    }

    /**
     * Asks for anything; what is sent with it may be sent again, when a login is wanted first.
     *
     * @param target an address below `/v2/`, or one that the registry named
     */
    Answer ask(String method, URI target, Map<String, String> headers, FileBody body)
            throws IOException, InterruptedException {
        Answer answer = follow(method, target, headers, body);
        if (answer.status() != UNAUTHORIZED) {
            return answer;
        }
        try (answer) {
            Challenge challenge =
                    Challenge.of(answer.response().headers().allValues("WWW-Authenticate"))
                            .orElseThrow(this::refused);
            authorization = authorize(challenge);
        }
        Answer second = follow(method, target, headers, body);
        if (second.status() == UNAUTHORIZED) {
            second.close();
            throw refused();
        }
        return second;
    }

    private Answer follow(String method, URI first, Map<String, String> headers, FileBody body)
            throws IOException, InterruptedException {
        String own = addresses.base(registry).getRawAuthority();
        URI target = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Map<String, String> sent = new TreeMap<>(headers);
            String known = authorization;
            if (known != null && own.equals(target.getRawAuthority())) {
                sent.put("Authorization", known);
            }
            Answer answer = send(method, target, sent, body);
            Optional<String> location = answer.header("Location");
            if (answer.status() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            answer.close();
            target = resolve(target, location.get());
        }
        throw new IOException("it redirects more than %d times".formatted(MOST_REDIRECTS));
    }

    /** An address that the registry named in an answer. */
    static URI resolve(URI base, String location) throws IOException {
        try {
            return base.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("it redirects to what is no address", e);
        }
    }

    private Answer send(String method, URI target, Map<String, String> headers, FileBody body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, body.publisher());
        headers.forEach(request::header);
        try (var _ = addresses.check(target)) {
            HttpResponse<InputStream> response =
                    body.await(
                            http.sendAsync(
                                    request.build(), HttpResponse.BodyHandlers.ofInputStream()),
                            ANSWER_LIMIT);
            return new Answer(
                    response.statusCode(),
                    response,
                    new StallGuard(response.body(), properties.stall(), timer));
        }
    }

    private String authorize(Challenge challenge) throws IOException, InterruptedException {
        if (challenge.scheme().equals(Challenge.BASIC)) {
            return login.map(RegistryLogin::basic).orElseThrow(this::refused);
        }
        Map<String, String> headers = new TreeMap<>();
        login.ifPresent(known -> headers.put("Authorization", known.basic()));
        try (Answer answer = send("GET", tokenAddress(challenge), headers, FileBody.NONE)) {
            if (answer.status() != 200) {
                throw refused();
            }
            JsonNode token = JSON.readTree(answer.read(LARGEST_TOKEN, "The registry's token"));
            String text = token.path("token").asString(token.path("access_token").asString(""));
            if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new RegistryException(
                        "Registry '%s' gives no token that could be sent".formatted(registry));
            }
            return "Bearer " + text;
        } catch (JacksonException e) {
            throw new RegistryException(
                    "Registry '%s' gives no token: %s".formatted(registry, e.getOriginalMessage()),
                    e);
        }
    }

    private URI tokenAddress(Challenge challenge) {
        StringBuilder address = new StringBuilder(challenge.parameters().getOrDefault("realm", ""));
        char separator = address.indexOf("?") < 0 ? '?' : '&';
        for (String name : new String[] {"service", "scope"}) {
            String value = challenge.parameters().get(name);
            if (value != null) {
                address.append(separator)
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
                separator = '&';
            }
        }
        try {
            return URI.create(address.toString());
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    "Registry '%s' names no address for tokens".formatted(registry), e);
        }
    }

    private RegistryException refused() {
        return new RegistryException(
                login.isPresent()
                        ? "Registry '%s' does not accept the login of '%s', or it may not do this with the image. Log in again with `registry:login`"
                                .formatted(registry, login.get().username())
                        : "Registry '%s' wants a login, or has no such image. Log in with `registry:login`"
                                .formatted(registry));
    }
}
