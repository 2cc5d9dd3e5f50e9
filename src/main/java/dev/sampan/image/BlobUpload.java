package dev.sampan.image;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings one blob to a registry, unless it is there; when the connection breaks off, it goes on from there.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs">pushing blobs</a>
 */
final class BlobUpload {

    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int OUT_OF_RANGE = 416;
    private static final int NOT_FOUND = 404;

    private final RegistryClient client;
    private final RegistryProperties properties;
    private final String repository;
    private final Digest digest;
    private final Path file;
    private final long size;

    /** Where the upload goes on; null when there is none. */
    private @Nullable URI location;

    BlobUpload(
            RegistryClient client,
            RegistryProperties properties,
            String repository,
            Digest digest,
            Path file)
            throws IOException {
        this.client = client;
        this.properties = properties;
        this.repository = repository;
        this.digest = digest;
        this.file = file;
        this.size = Files.size(file);
    }

    /**
     * Brings all of it.
     *
     * @return whether it had to be sent
     * @throws RegistryException when it is refused
     */
    boolean run() throws IOException, InterruptedException {
        Duration pause = properties.pause();
        for (int attempt = 1; ; attempt++) {
            try {
                if (isThere()) {
                    return false;
                }
                send();
                return true;
            } catch (IOException e) {
                if (attempt >= properties.attempts()) {
                    throw e;
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private boolean isThere() throws IOException, InterruptedException {
        URI target = client.address(repository + "/blobs/" + digest);
        try (RegistryClient.Answer answer = client.ask("HEAD", target, Map.of(), FileBody.NONE)) {
            failOnServerError(answer);
            return answer.status() == OK;
        }
    }

    private void send() throws IOException, InterruptedException {
        long have = offset();
        URI upload = have == 0 ? begin() : Objects.requireNonNull(location);
        location = upload;
        finish(have < size ? append(upload, have) : upload);
    }

    private URI begin() throws IOException, InterruptedException {
        URI target = client.address(repository + "/blobs/uploads/");
        try (RegistryClient.Answer answer = client.ask("POST", target, Map.of(), FileBody.NONE)) {
            failOnServerError(answer);
            Optional<String> begun = answer.header("Location");
            if (answer.status() / 100 != 2 || begun.isEmpty()) {
                throw refused(answer);
            }
            return RegistryClient.resolve(target, begun.get());
        }
    }

    /** How much of the upload the registry has; 0 when it has to begin anew. */
    private long offset() throws IOException, InterruptedException {
        URI upload = location;
        if (upload == null) {
            return 0;
        }
        try (RegistryClient.Answer answer = client.ask("GET", upload, Map.of(), FileBody.NONE)) {
            failOnServerError(answer);
            Matcher range = RANGE.matcher(answer.header("Range").orElse(""));
            if (answer.status() != NO_CONTENT || !range.matches()) {
                return 0;
            }
            Optional<String> moved = answer.header("Location");
            if (moved.isPresent()) {
                location = RegistryClient.resolve(upload, moved.get());
            }
            long last = Long.parseLong(range.group(1));
            // The same text stands for one byte and for none.
            return last == 0 || last >= size ? 0 : last + 1;
        }
    }

    private URI append(URI upload, long have) throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/octet-stream");
        if (have > 0) {
            headers.put("Content-Range", "%d-%d".formatted(have, size - 1));
        }
        try (FileBody body = FileBody.of(file, have, size - have);
                RegistryClient.Answer answer = client.ask("PATCH", upload, headers, body)) {
            failOnServerError(answer);
            if (answer.status() == OUT_OF_RANGE || answer.status() == NOT_FOUND) {
                location = null;
                throw new IOException("it knows nothing of the upload any more");
            }
            Optional<String> next = answer.header("Location");
            if (answer.status() / 100 != 2) {
                throw refused(answer);
            }
            URI moved = next.isPresent() ? RegistryClient.resolve(upload, next.get()) : upload;
            location = moved;
            return moved;
        }
    }

    private void finish(URI upload) throws IOException, InterruptedException {
        String separator = upload.getRawQuery() == null ? "?" : "&";
        URI target =
                RegistryClient.resolve(
                        upload,
                        upload
                                + separator
                                + "digest="
                                + URLEncoder.encode(digest.value(), StandardCharsets.UTF_8));
        try (RegistryClient.Answer answer = client.ask("PUT", target, Map.of(), FileBody.NONE)) {
            failOnServerError(answer);
            if (answer.status() != CREATED && answer.status() != NO_CONTENT) {
                throw refused(answer);
            }
        }
    }

    private static void failOnServerError(RegistryClient.Answer answer) throws IOException {
        if (answer.status() >= 500 || answer.status() == 429) {
            throw new IOException("it answers with " + answer.failure());
        }
    }

    private RegistryException refused(RegistryClient.Answer answer) {
        return new RegistryException(
                "The registry does not take layer '%s' as part of '%s': it answers with %s"
                        .formatted(digest, repository, answer.failure()));
    }
}
