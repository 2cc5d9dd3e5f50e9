package dev.sampan.image;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Pulls images from registries. */
@Component
public final class Registries {

    private static final String ACCEPT =
            String.join(
                    ", ",
                    OciJson.INDEX,
                    OciJson.DOCKER_INDEX,
                    OciJson.MANIFEST,
                    OciJson.DOCKER_MANIFEST);
    private static final int LARGEST_DOCUMENT = 8 << 20;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final FileImageStore store;
    private final ImageFiles files;
    private final ImageProperties bounds;
    private final RegistryConnections connections;
    private final RegistryLogins logins;

    Registries(
            FileImageStore store,
            ImageFiles files,
            ImageProperties bounds,
            RegistryConnections connections,
            RegistryLogins logins) {
        this.store = store;
        this.files = files;
        this.bounds = bounds;
        this.connections = connections;
        this.logins = logins;
    }

    /**
     * Fetches an image for this machine's platform.
     *
     * @param app whose login is used, when it has one
     * @param policy which signatures it needs, before anything but its manifest is fetched
     * @param progress told in lines for people what goes on
     * @throws RegistryException when the registry cannot be asked or refuses
     * @throws UntrustedImageException when a signature is needed that is not there
     * @throws InvalidImageException when the image cannot be run here
     */
    public Image pull(
            ImageReference reference, String app, SignaturePolicy policy, Consumer<String> progress)
            throws InterruptedException {
        RegistryClient client =
                new RegistryClient(
                        connections, reference.registry(), logins.find(app, reference.registry()));
        Map<Digest, Path> fetched = new LinkedHashMap<>();
        try {
            Found found = manifest(client, reference);
            if (policy.isRequired()) {
                SignatureKey signer =
                        new RegistrySignatures(client, reference, policy).require(found.digests());
                progress.accept(
                        "Image '%s' is signed by key '%s'"
                                .formatted(found.digests().getFirst(), signer.fingerprint()));
            }
            OciJson.Manifest manifest = found.manifest();
            byte[] config = config(client, reference, manifest);
            fetch(client, reference, manifest, fetched, progress);
            return store.importParts(
                    config,
                    manifest.layers().stream()
                            .map(
                                    layer ->
                                            (ForeignLayers.Content)
                                                    () ->
                                                            Files.newInputStream(
                                                                    Objects.requireNonNull(
                                                                            fetched.get(
                                                                                    layer
                                                                                            .digest()))))
                            .toList());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("The pull was interrupted");
            }
            throw new RegistryException(
                    "Image '%s' cannot be pulled from registry '%s': %s"
                            .formatted(reference.familiar(), reference.registry(), describe(e)),
                    e);
        } finally {
            delete(fetched);
        }
    }

    /**
     * Asks a registry whether it accepts a login.
     *
     * @throws RegistryException when it does not, or cannot be asked
     */
    public void check(String registry, RegistryLogin login) throws InterruptedException {
        try (RegistryClient.Answer answer =
                new RegistryClient(connections, registry, Optional.of(login)).get("", Map.of())) {
            if (answer.status() != OK) {
                throw new RegistryException(
                        "Registry '%s' answers with status %d to a login"
                                .formatted(registry, answer.status()));
            }
        } catch (IOException e) {
            throw new RegistryException(
                    "Registry '%s' cannot be asked: %s".formatted(registry, describe(e)), e);
        }
    }

    /**
     * A manifest that was fetched.
     *
     * @param digests its own; before it that of the index that it was chosen from
     */
    private record Found(OciJson.Manifest manifest, List<Digest> digests) {}

    private static Found manifest(RegistryClient client, ImageReference reference)
            throws IOException, InterruptedException {
        byte[] document = document(client, reference, reference.version());
        reference.digest().ifPresent(wanted -> expect(wanted, document));
        Digest digest = Digest.of(document);
        OciJson.Typed type = OciJson.read(document, OciJson.Typed.class, "The manifest");
        if (type.manifests() != null) {
            OciJson.Descriptor chosen =
                    Platforms.choose(
                            OciJson.read(document, OciJson.Index.class, "The index of the image"));
            byte[] inner = document(client, reference, chosen.digest().value());
            expect(chosen.digest(), inner);
            return new Found(
                    checked(OciJson.read(inner, OciJson.Manifest.class, "The manifest")),
                    List.of(digest, chosen.digest()));
        }
        if (type.schemaVersion() != 2) {
            throw new InvalidImageException(
                    "Image '%s' has a manifest in the form of Docker 1.9 and older. Push it again with a newer one"
                            .formatted(reference.familiar()));
        }
        return new Found(
                checked(OciJson.read(document, OciJson.Manifest.class, "The manifest")),
                List.of(digest));
    }

    private static OciJson.Manifest checked(OciJson.Manifest manifest) {
        if (Objects.isNull(manifest.config()) || Objects.isNull(manifest.layers())) {
            throw new InvalidImageException(
                    "What the registry has under this name is no image that could be run");
        }
        return manifest;
    }

    private static byte[] document(RegistryClient client, ImageReference reference, String version)
            throws IOException, InterruptedException {
        String path = reference.repository() + "/manifests/" + version;
        try (RegistryClient.Answer answer = client.get(path, Map.of("Accept", ACCEPT))) {
            if (answer.status() == NOT_FOUND) {
                throw new RegistryException(
                        "Registry '%s' has no image '%s'"
                                .formatted(reference.registry(), reference.familiar()));
            }
            if (answer.status() != OK) {
                throw new RegistryException(
                        "Registry '%s' does not give image '%s': it answers with status %d"
                                .formatted(
                                        reference.registry(),
                                        reference.familiar(),
                                        answer.status()));
            }
            return answer.read(LARGEST_DOCUMENT, "The manifest");
        }
    }

    private static byte[] config(
            RegistryClient client, ImageReference reference, OciJson.Manifest manifest)
            throws IOException, InterruptedException {
        Digest digest = manifest.config().digest();
        String path = reference.repository() + "/blobs/" + digest;
        try (RegistryClient.Answer answer = client.get(path, Map.of())) {
            if (answer.status() != OK) {
                throw new RegistryException(
                        "The registry does not give the configuration of image '%s': it answers with status %d"
                                .formatted(reference.familiar(), answer.status()));
            }
            byte[] document = answer.read(LARGEST_DOCUMENT, "The image's configuration");
            expect(digest, document);
            return document;
        }
    }

    private void fetch(
            RegistryClient client,
            ImageReference reference,
            OciJson.Manifest manifest,
            Map<Digest, Path> fetched,
            Consumer<String> progress)
            throws IOException {
        Map<Digest, OciJson.Descriptor> missing = new LinkedHashMap<>();
        for (OciJson.Descriptor layer : manifest.layers()) {
            if (layer.size() < 0 || layer.size() > bounds.largestLayer().bytes()) {
                throw new InvalidImageException(
                        "Layer '%s' has %d bytes, see sampan.image.largest-layer"
                                .formatted(layer.digest(), layer.size()));
            }
            if (store.holdBlob(layer.digest())) {
                fetched.put(layer.digest(), files.blob(layer.digest()));
            } else if (missing.putIfAbsent(layer.digest(), layer) == null) {
                fetched.put(layer.digest(), files.newUnfinished("pull"));
            }
        }
        long bytes = missing.values().stream().mapToLong(OciJson.Descriptor::size).sum();
        progress.accept(
                "Fetching %d of %d layer(s), %s"
                        .formatted(
                                missing.size(),
                                manifest.layers().size(),
                                DataSize.ofBytes(bytes).toText()));
        store.requireRoom("Image '%s'".formatted(reference.familiar()), bytes);
        Semaphore places = new Semaphore(connections.properties().parallel());
        List<Callable<Path>> downloads = new ArrayList<>();
        missing.values()
                .forEach(
                        layer -> {
                            Path file = Objects.requireNonNull(fetched.get(layer.digest()));
                            BlobDownload download =
                                    new BlobDownload(
                                            client,
                                            connections.properties(),
                                            reference.repository(),
                                            layer,
                                            file);
                            downloads.add(
                                    () -> {
                                        places.acquire();
                                        try {
                                            download.run();
                                            return file;
                                        } finally {
                                            places.release();
                                        }
                                    });
                        });
        Parallel.run(downloads);
    }

    private void delete(Map<Digest, Path> fetched) {
        for (Path file : fetched.values()) {
            if (file.startsWith(files.unfinished())) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new ImageStoreException(
                            "Cannot remove '%s': %s".formatted(file, e.getMessage()), e);
                }
            }
        }
    }

    private static void expect(Digest wanted, byte[] document) {
        if (!Digest.of(document).equals(wanted)) {
            throw new RegistryException(
                    "The registry gives other content than asked for: '%s' instead of '%s'"
                            .formatted(Digest.of(document), wanted));
        }
    }

    private static String describe(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
