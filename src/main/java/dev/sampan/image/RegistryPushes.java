package dev.sampan.image;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Pushes images to registries. */
@Component
public final class RegistryPushes {

    private final ImageStore store;
    private final RegistryConnections connections;
    private final RegistryLogins logins;

    RegistryPushes(ImageStore store, RegistryConnections connections, RegistryLogins logins) {
        this.store = store;
        this.connections = connections;
        this.logins = logins;
    }

    /**
     * Brings the portable form of an image to a registry, layers that are there already left out.
     *
     * @param target with a tag and without a digest
     * @param app whose login is used, when it has one
     * @param progress told in lines for people what goes on
     * @throws RegistryException when the registry cannot be asked or refuses
     * @throws InvalidImageException when the target has no tag
     * @throws ImageNotFoundException when there is no such image
     */
    public void push(Digest image, ImageReference target, String app, Consumer<String> progress)
            throws InterruptedException {
        String tag =
                target.tag()
                        .filter(_ -> target.digest().isEmpty())
                        .orElseThrow(
                                () ->
                                        new InvalidImageException(
                                                "'%s' cannot be pushed to: name a tag and no digest"
                                                        .formatted(target)));
        Digest portable = store.portable(image);
        Map<Digest, Path> parts = new LinkedHashMap<>(store.files(portable));
        Path manifest = parts.remove(portable);
        if (manifest == null) {
            throw new ImageNotFoundException("There is no image '%s'".formatted(image));
        }
        RegistryClient client =
                new RegistryClient(
                        connections, target.registry(), logins.find(app, target.registry()));
        try {
            send(client, target, parts, progress);
            name(client, target, tag, manifest);
            progress.accept("Pushed %s, digest %s".formatted(target.familiar(), portable));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("The push was interrupted");
            }
            String why = e.getMessage();
            throw new RegistryException(
                    "Image '%s' cannot be pushed to registry '%s': %s"
                            .formatted(
                                    target.familiar(),
                                    target.registry(),
                                    why == null ? e.getClass().getSimpleName() : why),
                    e);
        }
    }

    private void send(
            RegistryClient client,
            ImageReference target,
            Map<Digest, Path> parts,
            Consumer<String> progress)
            throws IOException {
        RegistryProperties properties = connections.properties();
        Semaphore places = new Semaphore(properties.parallel());
        List<Callable<Long>> uploads = new ArrayList<>();
        for (Map.Entry<Digest, Path> part : parts.entrySet()) {
            BlobUpload upload =
                    new BlobUpload(
                            client,
                            properties,
                            target.repository(),
                            part.getKey(),
                            part.getValue());
            uploads.add(
                    () -> {
                        places.acquire();
                        try {
                            return upload.run() ? Files.size(part.getValue()) : -1L;
                        } finally {
                            places.release();
                        }
                    });
        }
        List<Long> sent = Parallel.run(uploads).stream().filter(size -> size >= 0).toList();
        progress.accept(
                "Sent %d of %d part(s), %s"
                        .formatted(
                                sent.size(),
                                parts.size(),
                                DataSize.ofBytes(sent.stream().mapToLong(size -> size).sum())
                                        .toText()));
    }

    private static void name(
            RegistryClient client, ImageReference target, String tag, Path manifest)
            throws IOException, InterruptedException {
        URI address = client.address(target.repository() + "/manifests/" + tag);
        Map<String, String> headers = Map.of("Content-Type", OciJson.MANIFEST);
        try (FileBody body = FileBody.of(manifest, 0, Files.size(manifest));
                RegistryClient.Answer answer = client.ask("PUT", address, headers, body)) {
            if (answer.status() / 100 != 2) {
                throw new RegistryException(
                        "Registry '%s' does not take image '%s': it answers with %s"
                                .formatted(target.registry(), target.familiar(), answer.failure()));
            }
        }
    }
}
