package dev.sampan.image;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes images that were made elsewhere: what `docker save` writes and OCI layouts, of which the newer archives of docker
 * are both.
 */
final class ForeignImages {

    static final String SAVED = "manifest.json";
    static final String INDEX = "index.json";

    /** As many lower folders as the kernel takes for one overlay with some room. */
    private static final int MOST_LAYERS = 127;

    private static final int AT_ONCE = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    static final String CONTAINERD_NAME = "io.containerd.image.name";

    private final Blobs blobs;
    private final ForeignLayers layers;

    ForeignImages(Blobs blobs, ForeignLayers layers) {
        this.blobs = blobs;
        this.layers = layers;
    }

    /**
     * Takes an image of an archive or a folder.
     *
     * @param wanted which one, when there are several; empty or a name that none has when there is only one
     * @throws InvalidImageException when it cannot be run here, or is not complete
     */
    Image take(ArchiveFiles files, Optional<ImageReference> wanted) throws IOException {
        return files.has(SAVED) ? takeSaved(files, wanted) : takeLayout(files, wanted);
    }

    /**
     * Stores an image.
     *
     * @param document its configuration
     * @param contents its packed layers, the base first
     */
    Image take(byte[] document, List<ForeignLayers.Content> contents) throws IOException {
        OciJson.Config config =
                OciJson.read(document, OciJson.Config.class, "The image's configuration");
        OciJson.@Nullable RootFs rootfs = config.rootfs();
        List<Digest> diffIds = rootfs == null ? List.of() : orEmpty(rootfs.diffIds());
        check(config, diffIds, contents);
        List<PackedLayer> packed = Collections.synchronizedList(new ArrayList<>());
        try {
            return ImageDocuments.writeForeign(blobs, document, takeAll(contents, diffIds, packed));
        } finally {
            for (PackedLayer layer : packed) {
                Files.deleteIfExists(layer.blob().file());
            }
        }
    }

    /**
     * Unpacks some layers at the same time.
     *
     * @param taken gets each that was, also when another fails
     */
    private List<PackedLayer> takeAll(
            List<ForeignLayers.Content> contents, List<Digest> diffIds, List<PackedLayer> taken)
            throws IOException {
        Semaphore places = new Semaphore(AT_ONCE);
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Optional<PackedLayer>>> parts = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            ForeignLayers.Content content = contents.get(i);
            Digest diffId = diffIds.get(i);
            parts.add(
                    () -> {
                        places.acquire();
                        try {
                            if (failed.get()) {
                                return Optional.empty();
                            }
                            PackedLayer layer = layers.take(content, diffId);
                            taken.add(layer);
                            return Optional.of(layer);
                        } catch (IOException | RuntimeException e) {
                            failed.set(true);
                            throw e;
                        } finally {
                            places.release();
                        }
                    });
        }
        return Parallel.run(parts).stream().flatMap(Optional::stream).toList();
    }

    private static void check(
            OciJson.Config config, List<Digest> diffIds, List<ForeignLayers.Content> contents) {
        String architecture = ImageDocuments.architecture();
        if (!Objects.equals(config.os(), "linux")
                || !Objects.equals(config.architecture(), architecture)) {
            throw new InvalidImageException(
                    "The image is for %s/%s, and this machine is linux/%s. Build it for that platform"
                            .formatted(config.os(), config.architecture(), architecture));
        }
        if (diffIds.isEmpty() || diffIds.size() != contents.size()) {
            throw new InvalidImageException(
                    "The image's configuration names %d layers, its manifest %d"
                            .formatted(diffIds.size(), contents.size()));
        }
        if (diffIds.size() > MOST_LAYERS) {
            throw new InvalidImageException(
                    "The image has %d layers, at most %d can be run. Squash some of them"
                            .formatted(diffIds.size(), MOST_LAYERS));
        }
    }

    private Image takeSaved(ArchiveFiles files, Optional<ImageReference> wanted)
            throws IOException {
        List<OciJson.SavedImage> saved = OciJson.readSaved(files.document(SAVED));
        OciJson.SavedImage chosen =
                choose(
                        saved,
                        wanted,
                        image -> orEmpty(image.repoTags()),
                        saved.stream()
                                .flatMap(image -> orEmpty(image.repoTags()).stream())
                                .collect(Collectors.joining(", ")));
        return take(
                files.document(chosen.config()),
                orEmpty(chosen.layers()).stream()
                        .map(name -> (ForeignLayers.Content) () -> files.open(name))
                        .toList());
    }

    private Image takeLayout(ArchiveFiles files, Optional<ImageReference> wanted)
            throws IOException {
        OciJson.Index index =
                OciJson.read(files.document(INDEX), OciJson.Index.class, "'index.json'");
        List<OciJson.Descriptor> known =
                orEmpty(index.manifests()).stream()
                        .filter(each -> each.isIndex() || each.isManifest())
                        .toList();
        OciJson.Descriptor chosen =
                choose(
                        known,
                        wanted,
                        ForeignImages::names,
                        known.stream()
                                .flatMap(each -> names(each).stream())
                                .collect(Collectors.joining(", ")));
        return takeManifest(files, chosen.digest());
    }

    /**
     * Takes an image by the digest of its manifest, or of an index that has one for this machine.
     *
     * @throws InvalidImageException when it cannot be run here, or is not complete
     */
    Image takeManifest(ArchiveFiles files, Digest digest) throws IOException {
        byte[] document = checked(files, digest);
        if (OciJson.read(document, OciJson.Typed.class, "The manifest").manifests() != null) {
            OciJson.Index index = OciJson.read(document, OciJson.Index.class, "The index");
            document = checked(files, Platforms.choose(index).digest());
        }
        OciJson.Manifest manifest = OciJson.read(document, OciJson.Manifest.class, "The manifest");
        if (Objects.isNull(manifest.config())) {
            throw new InvalidImageException("The image's manifest names no configuration");
        }
        return take(
                checked(files, manifest.config().digest()),
                orEmpty(manifest.layers()).stream()
                        .map(
                                layer ->
                                        (ForeignLayers.Content)
                                                () -> files.open(blob(layer.digest())))
                        .toList());
    }

    private static byte[] checked(ArchiveFiles files, Digest digest) throws IOException {
        byte[] document = files.document(blob(digest));
        if (!Digest.of(document).equals(digest)) {
            throw new InvalidImageException(
                    "Blob '%s' of the image was changed: its content has the digest '%s'"
                            .formatted(digest, Digest.of(document)));
        }
        return document;
    }

    private static String blob(Digest digest) {
        return PartFiles.FOLDER + digest.hex();
    }

    private static List<String> names(OciJson.Descriptor descriptor) {
        List<String> names = new ArrayList<>();
        String full =
                descriptor.annotations() == null
                        ? null
                        : descriptor.annotations().get(CONTAINERD_NAME);
        if (full != null) {
            names.add(full);
        }
        String name = descriptor.name();
        if (name != null) {
            names.add(name);
        }
        return names;
    }

    /** The one that has the name, else the only one. */
    private static <T> T choose(
            List<T> all,
            Optional<ImageReference> wanted,
            Function<T, List<String>> names,
            String described) {
        Optional<T> named =
                wanted.flatMap(
                        reference ->
                                all.stream()
                                        .filter(
                                                each ->
                                                        names.apply(each).stream()
                                                                .anyMatch(
                                                                        name ->
                                                                                is(
                                                                                        name,
                                                                                        reference)))
                                        .findFirst());
        if (named.isPresent()) {
            return named.get();
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        throw new InvalidImageException(
                all.isEmpty()
                        ? "The archive has no image in it"
                        : "The archive has %d images in it, and none is named '%s'. They are: %s"
                                .formatted(
                                        all.size(),
                                        wanted.map(ImageReference::toString).orElse(""),
                                        described));
    }

    private static boolean is(String name, ImageReference wanted) {
        if (wanted.tag().filter(name::equals).isPresent()) {
            return true;
        }
        try {
            return ImageReference.parse(name).toString().equals(wanted.toString());
        } catch (InvalidImageException e) {
            return false;
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
