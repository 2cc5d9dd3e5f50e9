package dev.sampan.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;

/** Fetches one blob into a file; when the connection breaks off, it goes on from there. */
final class BlobDownload {

    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    private final RegistryClient client;
    private final RegistryProperties properties;
    private final String path;
    private final OciJson.Descriptor blob;
    private final Path file;
    private final MessageDigest digest = Digest.newSha256();
    private long have;

    BlobDownload(
            RegistryClient client,
            RegistryProperties properties,
            String repository,
            OciJson.Descriptor blob,
            Path file) {
        this.client = client;
        this.properties = properties;
        this.path = repository + "/blobs/" + blob.digest();
        this.blob = blob;
        this.file = file;
    }

    /**
     * Fetches all of it.
     *
     * @throws RegistryException when it is refused, or is not what its digest says
     */
    void run() throws IOException, InterruptedException {
        Duration pause = properties.pause();
        for (int attempt = 1; ; attempt++) {
            try {
                fetch();
                break;
            } catch (IOException e) {
                if (attempt >= properties.attempts()) {
                    throw e;
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
        Digest found = Digest.from(digest);
        if (have != blob.size() || !found.equals(blob.digest())) {
            throw new RegistryException(
                    "Layer '%s' came with %d bytes of %d and the digest '%s'. The registry's copy is damaged"
                            .formatted(blob.digest(), have, blob.size(), found));
        }
    }

    private void fetch() throws IOException, InterruptedException {
        Map<String, String> headers =
                have == 0 ? Map.of() : Map.of("Range", "bytes=%d-".formatted(have));
        try (RegistryClient.Answer answer = client.get(path, headers)) {
            if (answer.status() >= 500) {
                throw new IOException("it answers with status " + answer.status());
            }
            if (answer.status() != OK && answer.status() != PARTIAL) {
                throw new RegistryException(
                        "The registry does not give layer '%s': it answers with status %d"
                                .formatted(blob.digest(), answer.status()));
            }
            boolean goesOn =
                    answer.status() == PARTIAL
                            && answer.header("Content-Range")
                                    .orElse("")
                                    .startsWith("bytes " + have);
            if (!goesOn) {
                have = 0;
                digest.reset();
            }
            append(answer);
        }
    }

    private void append(RegistryClient.Answer answer) throws IOException {
        StandardOpenOption how =
                have == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (OutputStream target =
                have == 0
                        ? Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)
                        : Files.newOutputStream(file, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[BUFFER];
            int read = answer.body().read(buffer);
            while (read >= 0 && have <= blob.size()) {
                target.write(buffer, 0, read);
                digest.update(buffer, 0, read);
                have += read;
                read = answer.body().read(buffer);
            }
        }
        if (have < blob.size()) {
            throw new IOException(
                    "the connection ended after %d bytes of %d".formatted(have, blob.size()));
        }
    }
}
