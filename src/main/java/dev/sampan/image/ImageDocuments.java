package dev.sampan.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns images into manifests and configurations, and back. */
final class ImageDocuments {

    private ImageDocuments() {}

    static Image read(Blobs blobs, Digest digest) throws IOException {
        OciJson.Config config = config(blobs, manifest(blobs, digest));
        return new Image(digest, config.rootfs().diffIds(), Executions.read(config.config()));
    }

    static OciJson.Manifest manifest(Blobs blobs, Digest digest) throws IOException {
        return OciJson.read(
                blobs.read(digest), OciJson.Manifest.class, "Manifest '%s'".formatted(digest));
    }

    /** The configuration that a manifest names; it has one layer for each of the manifest's. */
    static OciJson.Config config(Blobs blobs, OciJson.Manifest manifest) throws IOException {
        Digest digest = manifest.config().digest();
        OciJson.Config config =
                OciJson.read(
                        blobs.read(digest),
                        OciJson.Config.class,
                        "Image configuration '%s'".formatted(digest));
        if (config.rootfs().diffIds().size() != manifest.layers().size()) {
            throw new DamagedImageException(
                    "Image configuration '%s' names %d layers, the manifest %d"
                            .formatted(
                                    digest,
                                    config.rootfs().diffIds().size(),
                                    manifest.layers().size()));
        }
        return config;
    }

    /** Stores an image that is one layer over another, or a base. */
    static Image write(
            Blobs blobs,
            @Nullable Image below,
            PackedLayer layer,
            ImageConfig config,
            String createdBy)
            throws IOException {
        List<Digest> diffIds = new ArrayList<>();
        List<OciJson.Descriptor> descriptors = new ArrayList<>();
        List<OciJson.History> history = new ArrayList<>();
        if (below != null) {
            OciJson.Manifest manifest = manifest(blobs, below.digest());
            diffIds.addAll(below.layers());
            descriptors.addAll(manifest.layers());
            List<OciJson.History> earlier = config(blobs, manifest).history();
            history.addAll(earlier == null ? List.of() : earlier);
        }
        String created = LayerEntry.FIXED_TIME.toString();
        diffIds.add(layer.diffId());
        descriptors.add(layer.blob().blob());
        history.add(new OciJson.History(created, "sampan: " + createdBy));
        OciJson.Config document =
                new OciJson.Config(
                        created,
                        architecture(),
                        "linux",
                        Executions.write(config),
                        new OciJson.RootFs("layers", diffIds),
                        history);
        Blobs.Staged stored = blobs.stage(OciJson.CONFIG, OciJson.write(document));
        Blobs.Staged image =
                blobs.stage(
                        OciJson.MANIFEST,
                        OciJson.write(
                                new OciJson.Manifest(
                                        2, OciJson.MANIFEST, stored.blob(), descriptors)));
        blobs.place(List.of(layer.blob(), stored, image));
        return new Image(image.blob().digest(), diffIds, config);
    }

    /**
     * Stores an image that was made elsewhere: its configuration as it is, so that its ID stays the same, and its layers
     * under a manifest of our own.
     */
    static Image writeForeign(Blobs blobs, byte[] document, List<PackedLayer> layers)
            throws IOException {
        Blobs.Staged stored = blobs.stage(OciJson.CONFIG, document);
        List<OciJson.Descriptor> descriptors =
                layers.stream().map(layer -> layer.blob().blob()).toList();
        Blobs.Staged image =
                blobs.stage(
                        OciJson.MANIFEST,
                        OciJson.write(
                                new OciJson.Manifest(
                                        2, OciJson.MANIFEST, stored.blob(), descriptors)));
        List<Blobs.Staged> all = new ArrayList<>();
        layers.forEach(layer -> all.add(layer.blob()));
        all.add(stored);
        all.add(image);
        blobs.place(all);
        return read(blobs, image.blob().digest());
    }

    /** The architecture of this machine. */
    static String architecture() {
        return architecture(System.getProperty("os.arch", ""));
    }

    /** As Go names it, which is what the specification asks for. */
    static String architecture(String java) {
        return switch (java.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java;
        };
    }
}
